/* fuzz_srtp.c - any bytes at a context of SRTP, between packets that are sealed
 * with its key.
 *
 *	suite  kind n byte*n  kind n byte*n ...
 *
 *	r  RTP, c  RTCP: these bytes come in	g  n packets of theirs come in
 *	b  the next packet of theirs comes with its bytes changed: place, bits
 *	l  n times 256 packets of theirs are lost
 *	s  n: another source of theirs, from 256 n on
 *	k  n: another key of theirs, with which the counter begins anew
 *
 * 0xfe stands for a zero, so that seeds can be C strings.
 */
#include "fuzz.h"

#include <string.h>

#include "media/cipher.h"

#define Z "\xfe"
#define STEP 30000
#define LENGTH 40		/* of a packet of theirs, before it is sealed */
#define RTP(type, sequence) "r\x24\x80" type sequence "\x11\x11\x11\x11" \
	"ssrc" "0123456789abcdefghijklmn"
#define SR "c\x2e\x80\xc8" Z "\x06" "ssrc" "0123456789abcdefghij" \
	"\x80" Z Z "\x01" "0123456789"

const char *const fuzz_seeds[] = {
	"\x01g\x05" RTP(Z, Z "\x07") "g\x05" "b\x02\x10\x01" "g\x09",
	"\x02" RTP(Z, "\xff\xff") "g\xff" "l\xff" "g\x40" "g\x40" "l\xff" "g\x40",
	"\x03g\x05k\x01g\x05" "b\x02\x02\x80" "s\x05" "g\x02" RTP(Z, Z "\x01"),
	"\x04g\x01" SR "g\x02" SR "k\x02" SR "g\x05",
	"\x05g\x01" "b\x02\x08\x01" "b\x02\x03\x01" "b\x02" Z "\x10" "b\x02" Z
	"\x0f" "g\x05",
	"\x06g\x01" "b\x02\x2b\x01" "r\x0c\x80" Z Z "\x01" "\x11\x11\x11\x11" "ssrc"
	"r\x10\xbf" Z Z "\x02" "\x11\x11\x11\x11" "ssrc" "\xff\xff\xff\xff" "g\x05",
	NULL
};

const char *const fuzz_words[] = {
	"g\x01", "g\xff", "l\x80", "l\xff", "s\x01", "s\x02", "k\x01", "b\x02",
	RTP(Z, Z "\x20"), SR, "\x80\xc8", "\x80" Z, "\x90" Z, "\xbf\xff", "ssrc",
	Z Z Z Z, "\xff\xff\xff\xff", "r\x0c", "c\x08", "c\x14", NULL
};

struct side {
	struct cipher_key key;
	struct cipher *seal, *open;
	uint64_t index;			/* of the next packet */
	uint8_t source;
};

static void set_key(struct side *s, uint8_t seed)
{
	struct cipher *former = s->open;

	for (size_t i = 0; i < sizeof s->key.bytes; i++)
		s->key.bytes[i] = (uint8_t)(seed + 31 * i);
	cipher_free(s->seal);
	s->seal = cipher_to_send(&s->key);
	s->open = cipher_to_receive(&s->key);
	FUZZ_HOLDS(s->seal && s->open);
	if (former)
		cipher_follow(s->open, former);
	cipher_free(former);
}

static size_t next(struct side *s, uint8_t bytes[LENGTH + CIPHER_TRAILER])
{
	size_t n = LENGTH;

	memset(bytes, 'x', n);
	memcpy(bytes, "\x80\0", 2);
	bytes[2] = (uint8_t)(s->index >> 8);
	bytes[3] = (uint8_t)s->index;
	memcpy(bytes + 8, "them", 4);
	bytes[8] = s->source;
	s->index++;
	FUZZ_HOLDS(cipher_protect(s->seal, bytes, &n));
	FUZZ_HOLDS(n > LENGTH && n <= LENGTH + 16);
	return n;
}

/* In a block of just that size.  Whether it fits. */
static bool comes(struct side *s, const uint8_t *bytes, size_t n, bool report)
{
	uint8_t *exact = malloc(n ? n : 1);
	size_t left = n;
	enum cipher_verdict verdict;

	if (!exact)
		abort();
	memcpy(exact, bytes, n);
	verdict = (report ? cipher_open_report : cipher_open)(s->open, exact,
		&left);
	FUZZ_HOLDS(verdict != CIPHER_FINE || left < n);
	FUZZ_HOLDS(report || verdict != CIPHER_FINE || left == LENGTH);
	FUZZ_HOLDS(report || verdict != CIPHER_FINE || exact[LENGTH - 1] == 'x');
	free(exact);
	return verdict == CIPHER_FINE;
}

/* The first may be past a wrap that was missed: then others do not fit either,
 * for a while. */
static void some_come(struct side *s, int count)
{
	uint8_t bytes[LENGTH + CIPHER_TRAILER];
	bool fits = false;

	while (count-- > 0) {
		size_t n = next(s, bytes);
		bool this = comes(s, bytes, n, false);

		FUZZ_HOLDS(this || !fits);
		FUZZ_HOLDS(!this || !comes(s, bytes, n, false));
		fits = this;
	}
}

static void changed_comes(struct side *s, uint8_t place, uint8_t bits)
{
	uint8_t bytes[LENGTH + CIPHER_TRAILER];
	size_t n = next(s, bytes);

	bytes[place % n] ^= bits;
	FUZZ_HOLDS(!bits || !comes(s, bytes, n, false));
}

/* Their counter goes on; it need not see each. */
static void are_lost(struct side *s, int count)
{
	uint8_t bytes[LENGTH + CIPHER_TRAILER];

	for (int step; count > 0; count -= step) {
		step = count < STEP ? count : STEP;
		s->index += (uint64_t)step;
		next(s, bytes);
	}
}

static void do_one(struct side *s, uint8_t kind, uint8_t first,
	const uint8_t *bytes, size_t n)
{
	switch (kind) {
	case 'r':
		FUZZ_HOLDS(!comes(s, bytes, n, false));
		break;
	case 'c':
		FUZZ_HOLDS(!comes(s, bytes, n, true));
		break;
	case 'g':
		some_come(s, first);
		break;
	case 'b':
		if (n >= 2)
			changed_comes(s, bytes[0], bytes[1]);
		break;
	case 'l':
		are_lost(s, first << 8);
		break;
	case 's':
		s->source++;
		s->index = (uint64_t)first << 8;
		break;
	case 'k':
		set_key(s, first);
		s->index &= 0xffff;
		break;
	default:
		break;
	}
}

static bool has_bytes(uint8_t kind)
{
	return kind == 'r' || kind == 'c' || kind == 'b';
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct side s = { .source = 't' };
	uint8_t bytes[256];

	s.key.suite = CIPHER_CLEAR + 1 + (n ? data[0] : 0) %
		(CIPHER_SUITES - 1);
	set_key(&s, 1);
	for (size_t at = 1; at + 2 <= n;) {
		uint8_t kind = data[at], length = data[at + 1];
		size_t got = 0;

		for (at += 2; has_bytes(kind) && got < length && at < n; at++)
			bytes[got++] = data[at] == 0xfe ? 0 : data[at];
		do_one(&s, kind, length, bytes, got);
	}
	cipher_free(s.seal);
	cipher_free(s.open);
	return 0;
}
