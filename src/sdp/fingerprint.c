#include "sdp/fingerprint.h"

#include <stdio.h>
#include <string.h>

#define TLS_ID_MIN 20			/* RFC 8842 4 */

static const struct {
	const char *name;
	int size;
} hashes[SDP_HASHES] = {
	[SDP_SHA_256] = { "sha-256", 32 },
	[SDP_SHA_384] = { "sha-384", 48 },
	[SDP_SHA_512] = { "sha-512", 64 },
};

static const char *const setups[] = {
	[SDP_SETUP_NONE] = "", [SDP_SETUP_ACTPASS] = "actpass",
	[SDP_SETUP_ACTIVE] = "active", [SDP_SETUP_PASSIVE] = "passive",
	[SDP_SETUP_HOLDCONN] = "holdconn",
};

int sdp_hash_size(enum sdp_hash hash)
{
	return hashes[hash].size;
}

const char *sdp_hash_name(enum sdp_hash hash)
{
	return hashes[hash].name;
}

const char *sdp_setup_name(enum sdp_setup setup)
{
	return setups[setup];
}

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* "19:e2:..." of so many bytes, neither more nor less. */
static bool read_bytes(uint8_t *to, int n, struct span text)
{
	if (span_length(text) != (size_t)n * 3 - 1)
		return false;
	for (int i = 0; i < n; i++, text.s += 3) {
		int high = digit_of(text.s[0]), low = digit_of(text.s[1]);

		if (high < 0 || low < 0 || (i < n - 1 && text.s[2] != ':'))
			return false;
		to[i] = (uint8_t)(high << 4 | low);
	}
	return true;
}

bool fingerprint_read(struct sdp_fingerprint *f, struct span value)
{
	struct span name = span_word(&value), bytes = span_word(&value);

	*f = (struct sdp_fingerprint){ 0 };
	for (f->hash = 0; f->hash < SDP_HASHES; f->hash++)
		if (span_is(name, hashes[f->hash].name))
			return read_bytes(f->bytes, hashes[f->hash].size,
				bytes);
	return false;
}

void fingerprint_write(const struct sdp_fingerprint *f,
	char text[SDP_FINGERPRINT_TEXT])
{
	int n = snprintf(text, SDP_FINGERPRINT_TEXT, "%s ",
		sdp_hash_name(f->hash));

	for (int i = 0; i < sdp_hash_size(f->hash); i++)
		n += snprintf(text + n, SDP_FINGERPRINT_TEXT - (size_t)n,
			i ? ":%02X" : "%02X", f->bytes[i]);
}

static bool is_weak(struct span value)
{
	struct span name = span_word(&value);

	return span_is(name, "sha-1") || span_is(name, "md5") ||
		span_is(name, "md2");
}

void dtls_take_fingerprint(struct sdp_dtls *d, struct span value)
{
	struct sdp_fingerprint f;

	d->weak |= is_weak(value);
	if (!fingerprint_read(&f, value) || (d->n &&
	    f.hash < d->prints[0].hash))
		return;
	if (d->n && f.hash > d->prints[0].hash)
		d->n = 0;
	if (d->n < SDP_FINGERPRINTS)
		d->prints[d->n++] = f;
}

void dtls_take_setup(struct sdp_dtls *d, struct span value)
{
	struct span word = span_word(&value);

	for (enum sdp_setup i = SDP_SETUP_ACTPASS; i <= SDP_SETUP_HOLDCONN; i++)
		if (span_is(word, setups[i]))
			d->setup = i;
}

void dtls_take_tls_id(struct sdp_dtls *d, struct span value)
{
	struct span word = span_word(&value);

	if (span_length(word) >= TLS_ID_MIN)
		span_copy(word, d->tls_id, sizeof d->tls_id);
}

static bool has(const struct sdp_dtls *d, const struct sdp_fingerprint *f)
{
	for (int i = 0; i < d->n; i++)
		if (d->prints[i].hash == f->hash &&
		    !memcmp(d->prints[i].bytes, f->bytes, sizeof f->bytes))
			return true;
	return false;
}

bool dtls_same(const struct sdp_dtls *a, const struct sdp_dtls *b)
{
	if (a->n != b->n || strcmp(a->tls_id, b->tls_id))
		return false;
	for (int i = 0; i < a->n; i++)
		if (!has(b, &a->prints[i]))
			return false;
	return true;
}
