/* fuzz_dtls.c - two ends of DTLS on a line that the input rules, and any bytes
 * beside what they say.
 *
 *	how  kind n byte*n  kind n byte*n ...
 *
 *	d  the next n datagrams of each come	x  the next n are lost
 *	2  the next one comes twice		t  time is over: both ask again
 *	b  the next one comes with its bytes changed: place, bits, place ...
 *	r  these bytes come to who answers	R  to who asks
 *
 * how: 1 who asks awaits another certificate, 2 who answers does, 4 who answers
 * doubts that they are where they say.  0xa5 stands for a zero, so that seeds can
 * be C strings.
 */
#include "fuzz.h"

#include <string.h>

#include "media/dtls.h"

#define Z "\xa5"
#define QUEUE 256
#define HELLO "r\x1d\x16\xfe\xff" Z Z Z Z Z Z Z Z Z "\x10\x01" Z Z "\x04" Z Z \
	Z Z Z Z Z Z "\x04" "\xfe\xfd" "ab"
#define ALERT "\x15\xfe\xfd" Z Z Z Z Z Z Z "\x09" Z "\x02\x02\x28"

const char *const fuzz_seeds[] = {
	"\x08" "d\x20",
	"\x04" "d\x20" "t\x01" "d\x20",
	"\x01" "d\x20",
	"\x02" "d\x20",
	"\x08" "d\x01" "x\x01" "t\x01" "d\x10" "2\x01" "d\x10",
	"\x08" "d\x01" "b\x02\x20\x01" "d\x02" "b\x04\x60\x80\x90\x01" "d\x10",
	"\x08" HELLO "d\x02" "r\x0f" ALERT "R\x0f" ALERT "d\x10",
	"\x08" "d\x20" "r\x0f" ALERT "R\x12\x17\xfe\xfd" Z "\x01" Z Z Z Z Z "\x09"
	Z "\x05" "hello" "d\x05",
	NULL
};

const char *const fuzz_words[] = {
	"d\x01", "d\x20", "x\x01", "2\x01", "t\x01", "b\x02", HELLO, "r\x0f" ALERT,
	"R\x0f" ALERT, "\x16\xfe\xff", "\x14\xfe\xfd", "\x17\xfe\xfd", "\x16\xfe\xfd",
	Z Z Z Z Z Z, "\xff\xff", "\x3f", "\x14", NULL
};

struct end {
	struct dtls *dtls;
	struct end *other;
	struct { uint8_t bytes[DTLS_DATAGRAM]; size_t n; } queue[QUEUE];
	unsigned head, tail;		/* of what comes to it */
};

static void on_send(void *arg, const uint8_t *bytes, size_t n)
{
	struct end *e = arg, *to = e->other;

	FUZZ_HOLDS(n > 0 && n <= DTLS_MTU);
	if (to->tail - to->head == QUEUE)
		return;
	memcpy(to->queue[to->tail % QUEUE].bytes, bytes, n);
	to->queue[to->tail++ % QUEUE].n = n;
}

static struct dtls_cert *cert(int which)
{
	static struct dtls_cert *certs[3];

	if (!certs[which])
		certs[which] = dtls_cert_new();
	FUZZ_HOLDS(certs[which] != NULL);
	return certs[which];
}

static void begin(struct end *e, struct end *other, int which, uint8_t how)
{
	bool wrong = how & (which ? 2 : 1);
	struct dtls_params p = {
		.cert = cert(which), .client = !which,
		.doubts = which && how & 4,
		.theirs = { *dtls_cert_print(cert(wrong ? 2 : !which)) },
		.n_theirs = 1, .send = on_send, .arg = e,
	};

	e->head = e->tail = 0;
	e->other = other;
	e->dtls = dtls_new(&p);
	FUZZ_HOLDS(e->dtls != NULL);
}

/* In a block of just that size. */
static void comes(struct end *e, const uint8_t *bytes, size_t n)
{
	uint8_t *exact = malloc(n ? n : 1);

	if (!exact)
		abort();
	memcpy(exact, bytes, n);
	if (dtls_is(exact, n))
		dtls_take(e->dtls, exact, n);
	dtls_is_hello(exact, n);
	free(exact);
}

static void next_comes(struct end *e, int times, const uint8_t *changes,
	size_t n)
{
	unsigned at = e->head % QUEUE;

	if (e->head == e->tail)
		return;
	e->head++;
	for (size_t i = 0; i + 1 < n; i += 2)
		e->queue[at].bytes[changes[i] * e->queue[at].n >> 8] ^=
			changes[i + 1];
	while (times-- > 0)
		comes(e, e->queue[at].bytes, e->queue[at].n);
}

static void do_one(struct end *ask, struct end *answer, uint8_t kind,
	uint8_t count, const uint8_t *bytes, size_t n)
{
	if (kind == 'r' || kind == 'R') {
		comes(kind == 'r' ? answer : ask, bytes, n);
	} else if (kind == 't') {
		dtls_timer(ask->dtls);
		dtls_timer(answer->dtls);
	} else if (kind == 'b') {
		next_comes(answer, 1, bytes, n);
		next_comes(ask, 1, bytes, n);
	} else {
		int times = kind == 'd' ? 1 : kind == '2' ? 2 : 0;

		for (int i = 0; i < count && i < QUEUE; i++) {
			next_comes(answer, times, NULL, 0);
			next_comes(ask, times, NULL, 0);
		}
	}
}

/* Whoever has keys has them of the other, and of nobody else. */
static void check(const struct end *ask, const struct end *answer, uint8_t how)
{
	struct cipher_key out, in, their_out, their_in;
	bool asked = dtls_state(ask->dtls) == DTLS_KEYED;
	bool answered = dtls_state(answer->dtls) == DTLS_KEYED;

	FUZZ_HOLDS(!asked || !(how & 1));
	FUZZ_HOLDS(!answered || !(how & 2));
	FUZZ_HOLDS(dtls_state(ask->dtls) != DTLS_FAILED ||
		dtls_fault_text(ask->dtls));
	if (!asked || !answered)
		return;
	dtls_keys(ask->dtls, &out, &in);
	dtls_keys(answer->dtls, &their_out, &their_in);
	FUZZ_HOLDS(cipher_key_same(&out, &their_in));
	FUZZ_HOLDS(cipher_key_same(&in, &their_out));
	FUZZ_HOLDS(!cipher_key_same(&in, &out));
}

static bool has_bytes(uint8_t kind)
{
	return kind == 'r' || kind == 'R' || kind == 'b';
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct end ask, answer;
	uint8_t bytes[256], how = n ? data[0] : 0;

	begin(&ask, &answer, 0, how);
	begin(&answer, &ask, 1, how);
	dtls_start(ask.dtls);
	for (size_t at = 1; at + 2 <= n;) {
		uint8_t kind = data[at], length = data[at + 1];
		size_t got = 0;

		for (at += 2; has_bytes(kind) && got < length && at < n; at++)
			bytes[got++] = data[at] == 0xa5 ? 0 : data[at];
		do_one(&ask, &answer, kind, length, bytes, got);
		check(&ask, &answer, how);
	}
	dtls_free(ask.dtls);
	dtls_free(answer.dtls);
	return 0;
}
