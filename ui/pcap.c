#include "pcap.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#define MAGIC 0xa1b2c3d4u	/* times in microseconds */
#define LINK_RAW 101		/* an IP header comes first */
#define PACKET_MAX 65535
#define UDP 17

struct host {
	int family;
	unsigned char address[16];
	uint16_t port;
};

struct buffer {
	unsigned char *bytes;
	size_t n, room;
};

/* --- addresses ------------------------------------------------------------*/

/* "192.0.2.1:5060", "[2001:db8::1]:5060"; false: none. */
static bool read_host(const char *text, struct host *h)
{
	char name[INET6_ADDRSTRLEN];
	const char *colon = strrchr(text, ':');
	size_t n = colon ? (size_t)(colon - text) : strlen(text);
	bool six = *text == '[';

	if (six && (n < 2 || text[n - 1] != ']'))
		return false;
	if (six)
		text++, n -= 2;
	if (n >= sizeof name)
		return false;
	memcpy(name, text, n);
	name[n] = '\0';
	h->family = six ? AF_INET6 : AF_INET;
	h->port = colon ? (uint16_t)atoi(colon + 1) : 5060;
	return inet_pton(h->family, name, h->address) == 1;
}

/* Of the Contact of a message that we sent: "Contact: <sip:user@HOST;...>". */
static bool read_contact(const char *line, struct host *h)
{
	char text[64];
	const char *at = strchr(line, '@');
	size_t n;

	if (strncasecmp(line, "Contact:", 8) || !at)
		return false;
	n = strcspn(++at, ";>? ");
	if (n >= sizeof text)
		return false;
	snprintf(text, sizeof text, "%.*s", (int)n, at);
	return read_host(text, h);
}

static struct host own_host(const struct trace *t, int family)
{
	struct host h = { .family = family, .port = 5060 };

	for (int i = 0; i < t->n; i++)
		for (int k = 0; t->messages[i].sent &&
				k < t->messages[i].n_lines; k++)
			if (read_contact(t->messages[i].lines[k], &h) &&
					h.family == family)
				return h;
	return (struct host){ .family = family, .port = 5060 };
}

/* --- bytes ----------------------------------------------------------------*/

static void put(struct buffer *b, const void *bytes, size_t n)
{
	if (b->n + n > b->room) {
		b->room = 2 * (b->n + n);
		b->bytes = mem_grow(b->bytes, b->room);
	}
	memcpy(b->bytes + b->n, bytes, n);
	b->n += n;
}

static void put32(struct buffer *b, uint32_t value)
{
	put(b, &value, sizeof value);	/* its reader sees the order by MAGIC */
}

static uint32_t add_up(uint32_t sum, const unsigned char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i += 2)
		sum += bytes[i] << 8 | (i + 1 < n ? bytes[i + 1] : 0);
	return sum;
}

static void store16(unsigned char *to, unsigned value)
{
	to[0] = value >> 8;
	to[1] = value;
}

/* RFC 1071. */
static unsigned folded(uint32_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return ~sum & 0xffff;
}

/* --- packets --------------------------------------------------------------*/

static size_t ip4(unsigned char *h, const struct host *from,
	const struct host *to, size_t behind)
{
	memset(h, 0, 20);
	h[0] = 0x45;
	store16(h + 2, 20 + behind);
	h[8] = 64;
	h[9] = UDP;
	memcpy(h + 12, from->address, 4);
	memcpy(h + 16, to->address, 4);
	store16(h + 10, folded(add_up(0, h, 20)));
	return 20;
}

static size_t ip6(unsigned char *h, const struct host *from,
	const struct host *to, size_t behind)
{
	memset(h, 0, 40);
	h[0] = 0x60;
	store16(h + 4, behind);
	h[6] = UDP;
	h[7] = 64;
	memcpy(h + 8, from->address, 16);
	memcpy(h + 24, to->address, 16);
	return 40;
}

static void udp(unsigned char *h, const struct host *from,
	const struct host *to, const char *text, size_t n)
{
	size_t length = from->family == AF_INET6 ? 16 : 4;
	uint32_t sum = UDP + 8 + n;

	store16(h, from->port);
	store16(h + 2, to->port);
	store16(h + 4, 8 + n);
	store16(h + 6, 0);
	sum = add_up(sum, from->address, length);
	sum = add_up(sum, to->address, length);
	sum = add_up(sum, h, 8);
	store16(h + 6, folded(add_up(sum, (const unsigned char *)text, n)));
}

static void put_packet(struct buffer *b, const struct trace_message *m,
	const struct host *from, const struct host *to)
{
	unsigned char header[48];
	size_t n = strlen(m->raw), ip;

	if (n > PACKET_MAX - sizeof header)
		n = PACKET_MAX - sizeof header;
	ip = (from->family == AF_INET6 ? ip6 : ip4)(header, from, to, 8 + n);
	udp(header + ip, from, to, m->raw, n);
	put32(b, (uint32_t)(m->time / 1000));
	put32(b, (uint32_t)(m->time % 1000 * 1000));
	put32(b, (uint32_t)(ip + 8 + n));
	put32(b, (uint32_t)(ip + 8 + n));
	put(b, header, ip + 8);
	put(b, m->raw, n);
}

static void put_message(struct buffer *b, const struct trace *t,
	const struct trace_message *m)
{
	struct host theirs, ours;

	if (!m->raw || !read_host(t->parties[m->party], &theirs))
		return;
	ours = own_host(t, theirs.family);
	put_packet(b, m, m->sent ? &ours : &theirs, m->sent ? &theirs : &ours);
}

void *pcap_make(const struct trace *t, size_t *n)
{
	struct buffer b = { 0 };
	uint16_t version[2] = { 2, 4 };

	put32(&b, MAGIC);
	put(&b, version, sizeof version);
	put32(&b, 0);			/* the time zone is UTC */
	put32(&b, 0);
	put32(&b, PACKET_MAX);
	put32(&b, LINK_RAW);
	for (int i = 0; i < t->n; i++)
		put_message(&b, t, &t->messages[i]);
	*n = b.n;
	return b.bytes;
}
