#include "sdp/attribute.h"

#include <string.h>

#define RATE_MAX 1000000	/* Hz, of an RTP clock */
#define CHANNELS_MAX 255
#define PTIME_MAX 10000		/* ms */
#define TYPE_MAX 127

static struct sdp_codec *codec_of_type(struct description_media *m,
	struct span type)
{
	int number;

	if (!span_number(type, TYPE_MAX, &number))
		return NULL;
	for (int i = 0; i < m->n_codecs; i++)
		if (m->codecs[i].payload_type == number)
			return &m->codecs[i];
	return NULL;
}

/* a=rtpmap:TYPE NAME/RATE[/CHANNELS] */
static void read_rtpmap(struct description_media *m, struct span value)
{
	struct sdp_codec *codec = codec_of_type(m, span_word(&value));
	struct span name = span_until(&value, '/');
	struct span rate = span_until(&value, '/');
	struct span channels = span_word(&value);
	struct sdp_codec read = { .channels = 1 };

	if (!codec || name.s == name.end ||
	    !span_copy(name, read.name, sizeof read.name) ||
	    !span_number(span_word(&rate), RATE_MAX, &read.rate_hz))
		return;
	if (channels.s < channels.end &&
	    !span_number(channels, CHANNELS_MAX, &read.channels))
		return;
	memcpy(codec->name, read.name, sizeof codec->name);
	codec->rate_hz = read.rate_hz;
	codec->channels = read.channels;
}

/* a=fmtp:TYPE PARAMETERS */
static void read_fmtp(struct description_media *m, struct span value)
{
	struct sdp_codec *codec = codec_of_type(m, span_word(&value));

	if (codec)
		span_copy(value, codec->fmtp, sizeof codec->fmtp);
}

static void read_ptime(struct description_media *m, struct span value)
{
	span_number(span_word(&value), PTIME_MAX, &m->ptime_ms);
}

static void read_maxptime(struct description_media *m, struct span value)
{
	span_number(span_word(&value), PTIME_MAX, &m->maxptime_ms);
}

/* a=rtcp:PORT [IN IP4 ADDRESS] (RFC 3605); the address is RTP's for us. */
static void read_rtcp(struct description_media *m, struct span value)
{
	span_number(span_word(&value), 65535, &m->rtcp_port);
}

static void read_rtcp_mux(struct description_media *m, struct span value)
{
	(void)value;
	m->rtcp.mux = true;
}

static void read_rtcp_rsize(struct description_media *m, struct span value)
{
	(void)value;
	m->rtcp.reduced = true;
}

/* a=rtcp-xr:rcvr-rtt=all:100 voip-metrics (RFC 3611 5.1) */
static void read_rtcp_xr(struct description_media *m, struct span value)
{
	struct span word;

	while (word = span_word(&value), word.s < word.end) {
		struct span name = span_until(&word, '=');

		if (span_is(name, "rcvr-rtt"))
			m->rtcp.receiver_time = true;
		else if (span_is(name, "voip-metrics"))
			m->rtcp.voip_metrics = true;
	}
}

/* Keys belong to an m= line, never to all of a session (RFC 4568 5). */
static void read_crypto(struct description_media *m, struct span value)
{
	const char *flaw;

	if (!*m->kind)
		return;
	m->encrypts = true;
	if (m->n_keys == SDP_SUITES)
		return;
	flaw = crypto_read(&m->keys[m->n_keys], value);
	m->n_keys += !flaw;
	if (!m->key_flaw)
		m->key_flaw = flaw;
}

/* Those of an m= line take the place of the session's (RFC 8122 5). */
static void read_fingerprint(struct description_media *m, struct span value)
{
	if (*m->kind && !m->own_prints) {
		m->own_prints = true;
		m->dtls.n = 0;
		m->dtls.weak = false;
	}
	dtls_take_fingerprint(&m->dtls, value);
}

static void read_setup(struct description_media *m, struct span value)
{
	dtls_take_setup(&m->dtls, value);
}

static void read_tls_id(struct description_media *m, struct span value)
{
	dtls_take_tls_id(&m->dtls, value);
}

static void read_mid(struct description_media *m, struct span value)
{
	if (*m->kind)
		span_copy(span_word(&value), m->mid, sizeof m->mid);
}

static void read_inactive(struct description_media *m, struct span value)
{
	(void)value;
	m->direction = SDP_INACTIVE;
}

static void read_recvonly(struct description_media *m, struct span value)
{
	(void)value;
	m->direction = SDP_RECVONLY;
}

static void read_sendonly(struct description_media *m, struct span value)
{
	(void)value;
	m->direction = SDP_SENDONLY;
}

static void read_sendrecv(struct description_media *m, struct span value)
{
	(void)value;
	m->direction = SDP_SENDRECV;
}

static const struct {
	const char *name;
	void (*read)(struct description_media *, struct span value);
} attributes[] = {
	{ "rtpmap", read_rtpmap },
	{ "fmtp", read_fmtp },
	{ "ptime", read_ptime },
	{ "maxptime", read_maxptime },
	{ "rtcp", read_rtcp },
	{ "rtcp-mux", read_rtcp_mux },
	{ "rtcp-mux-only", read_rtcp_mux },	/* RFC 8858 */
	{ "rtcp-rsize", read_rtcp_rsize },
	{ "rtcp-xr", read_rtcp_xr },
	{ "crypto", read_crypto },
	{ "fingerprint", read_fingerprint },
	{ "setup", read_setup },
	{ "tls-id", read_tls_id },
	{ "mid", read_mid },
	{ "inactive", read_inactive },
	{ "recvonly", read_recvonly },
	{ "sendonly", read_sendonly },
	{ "sendrecv", read_sendrecv },
};

void attribute_read(struct description_media *m, struct span value)
{
	struct span name = span_until(&value, ':');
	struct span word = span_word(&name);

	candidate_attribute(&m->ice, word, value);
	for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++)
		if (span_is(word, attributes[i].name))
			attributes[i].read(m, value);
}
