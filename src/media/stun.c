#include "media/stun.h"

#include <netinet/in.h>
#include <string.h>

#include "media/bytes.h"
#include "media/latch.h"

#define COOKIE 0x2112a442u
#define FINGERPRINT_XOR 0x5354554eu

enum { BINDING_REQUEST = 0x0001, BINDING_INDICATION = 0x0011,
	BINDING_ANSWER = 0x0101,
	BINDING_REFUSAL = 0x0111 };
enum { MAPPED_ADDRESS = 0x0001, XOR_MAPPED_ADDRESS = 0x0020,
	FINGERPRINT = 0x8028, OPTIONAL = 0x8000 };

/* What an answer may have that has to be understood, and changes nothing for
 * us: what RFC 3489 had, integrity, error, credentials. */
static const uint16_t understood[] = { MAPPED_ADDRESS, 0x0004, 0x0005, 0x0008,
	0x0009, 0x000a, 0x0014, 0x0015, 0x001c, 0x001d, XOR_MAPPED_ADDRESS };

bool stun_is(const uint8_t *bytes, size_t n)
{
	return n >= STUN_HEADER && bytes[0] < 4 && bytes_get32(bytes + 4) ==
		COOKIE;
}

void stun_request(uint8_t request[STUN_HEADER],
	const uint8_t transaction[STUN_TRANSACTION])
{
	bytes_put16(request, BINDING_REQUEST);
	bytes_put16(request + 2, 0);
	bytes_put32(request + 4, COOKIE);
	memcpy(request + 8, transaction, STUN_TRANSACTION);
}

void stun_indication(uint8_t bytes[STUN_HEADER])
{
	static const uint8_t nobody_answers[STUN_TRANSACTION];

	stun_request(bytes, nobody_answers);
	bytes_put16(bytes, BINDING_INDICATION);
}

/* --- an answer -------------------------------------------------------------*/

/* CRC-32 of ITU-T V.42, as zlib has it. */
static uint32_t crc32_of(const uint8_t *bytes, size_t n)
{
	uint32_t crc = ~0u;

	for (size_t i = 0; i < n; i++) {
		crc ^= bytes[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
	}
	return ~crc;
}

static bool is_understood(uint16_t type)
{
	for (size_t i = 0; i < sizeof understood / sizeof *understood; i++)
		if (understood[i] == type)
			return true;
	return type >= OPTIONAL;
}

/* It is the last one, and of all before it (RFC 8489 14.7). */
static bool is_intact(const uint8_t *answer, size_t n, size_t at, size_t size)
{
	return size == 4 && at + 8 == n && bytes_get32(answer + at + 4) ==
		(crc32_of(answer, at) ^ FINGERPRINT_XOR);
}

static void read_four(const uint8_t *value, uint32_t mask,
	struct sockaddr_storage *a)
{
	struct sockaddr_in *four = (struct sockaddr_in *)a;

	four->sin_family = AF_INET;
	four->sin_port = htons(bytes_get16(value + 2) ^ (uint16_t)(mask >> 16));
	four->sin_addr.s_addr = htonl(bytes_get32(value + 4) ^ mask);
}

/* mask: cookie and transaction; NULL: none. */
static void read_six(const uint8_t *value, const uint8_t *mask,
	struct sockaddr_storage *a)
{
	struct sockaddr_in6 *six = (struct sockaddr_in6 *)a;

	six->sin6_family = AF_INET6;
	six->sin6_port = htons(bytes_get16(value + 2) ^
		(mask ? bytes_get16(mask) : 0));
	for (int i = 0; i < 16; i++)
		six->sin6_addr.s6_addr[i] = value[4 + i] ^ (mask ? mask[i] : 0);
}

static bool is_unicast(const struct sockaddr_storage *a)
{
	if (a->ss_family == AF_INET)
		return !IN_MULTICAST(ntohl(
			((struct sockaddr_in *)a)->sin_addr.s_addr));
	return !IN6_IS_ADDR_MULTICAST(&((struct sockaddr_in6 *)a)->sin6_addr);
}

/* mask: where the cookie stands, behind which is the transaction; NULL: the
 * address stands as it is. */
static bool read_address(const uint8_t *value, size_t size,
	const uint8_t *mask, struct sockaddr_storage *a)
{
	memset(a, 0, sizeof *a);
	if (size == 8 && value[1] == 1)
		read_four(value, mask ? COOKIE : 0, a);
	else if (size == 20 && value[1] == 2)
		read_six(value, mask, a);
	else
		return false;
	return address_usable(a) && is_unicast(a);
}

struct found {
	struct sockaddr_storage plain, xored;
	bool has_plain, has_xored;
};

/* The first of each kind counts (RFC 8489 5). */
static bool take(const uint8_t *answer, size_t n, size_t at, size_t size,
	struct found *f)
{
	uint16_t type = bytes_get16(answer + at);
	const uint8_t *value = answer + at + 4;

	if (type == FINGERPRINT)
		return is_intact(answer, n, at, size);
	if (type == XOR_MAPPED_ADDRESS && !f->has_xored)
		f->has_xored = read_address(value, size, answer + 4, &f->xored);
	if (type == MAPPED_ADDRESS && !f->has_plain)
		f->has_plain = read_address(value, size, NULL, &f->plain);
	return is_understood(type);
}

/* n is a multiple of 4, and so is at. */
static bool read_all(const uint8_t *answer, size_t n, struct found *f)
{
	for (size_t at = STUN_HEADER; at < n; ) {
		size_t size = bytes_get16(answer + at + 2);
		size_t padded = (size + 3) & ~(size_t)3;

		if (padded > n - at - 4 || !take(answer, n, at, size, f))
			return false;
		at += 4 + padded;
	}
	return true;
}

enum stun_answer stun_read(const uint8_t *answer, size_t n,
	const uint8_t transaction[STUN_TRANSACTION],
	struct sockaddr_storage *mapped)
{
	struct found f = { .has_plain = false };
	uint16_t type;

	if (!stun_is(answer, n) || bytes_get16(answer + 2) != n - STUN_HEADER ||
	    n % 4 || memcmp(answer + 8, transaction, STUN_TRANSACTION) != 0)
		return STUN_NONE;
	type = bytes_get16(answer);
	if ((type != BINDING_ANSWER && type != BINDING_REFUSAL) ||
	    !read_all(answer, n, &f))
		return STUN_NONE;
	if (type == BINDING_REFUSAL)
		return STUN_REFUSED;
	*mapped = f.has_xored ? f.xored : f.plain;
	return f.has_xored || f.has_plain ? STUN_MAPPED : STUN_NONE;
}
