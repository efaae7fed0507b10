/* call_media_dtls.c - what DTLS says to a call's stream, and what is said of
 * it.  Engine thread. */
#include "engine/call_media_private.h"

#include "engine/call_dtls.h"
#include "engine/private.h"
#include "media/transport.h"

static void send_handshake(void *arg, enum transport_half half,
	const struct sockaddr_storage *to, const uint8_t *bytes, size_t n)
{
	struct call_media *m = arg;

	if (m->attached)
		media_handshake(m->media, m->stream, half, to, bytes, n);
}

static void on_dtls(void *arg)
{
	struct call_media *m = arg;
	struct call_seat seat = m->seat;

	call_media_run(m, &seat);
	if (m->on_keying)
		m->on_keying(m->arg);
}

/* Only when the first description is made or read that may need it: the
 * library's start takes some milliseconds. */
void call_media_ready_dtls(struct call_media *m)
{
	const struct call_dtls_params p = { .loop = m->loop,
		.send = send_handshake, .on_change = on_dtls, .arg = m };

	if (m->security.srtp == SDP_SRTP_OFF)
		m->security.dtls = false;
	if (m->security.dtls && !m->dtls)
		m->dtls = call_dtls_new(&p);
	if (m->dtls)
		call_dtls_describe(m->dtls, &m->security);
	else
		m->security.dtls = false;
}

void call_media_handshake(void *stream_arg, const struct handshake *h)
{
	struct call_media *m = stream_arg;

	if (!m->gone && m->dtls)
		call_dtls_take(m->dtls, h);
}

void call_media_settle(struct call_media *m)
{
	if (m->dtls)
		call_dtls_settle(m->dtls);
}

bool call_media_by_dtls(const struct call_media *m)
{
	return m->agreed && m->agreement.dtls && m->dtls;
}

const char *call_media_security(const struct call_media *m)
{
	return call_media_by_dtls(m) ? "dtls" : m->agreed &&
		m->agreement.suite != SDP_CLEAR ? "sdes" : "none";
}

const char *call_media_suite(const struct call_media *m)
{
	if (call_media_by_dtls(m))
		return call_dtls_suite(m->dtls);
	return m->agreed && m->agreement.suite != SDP_CLEAR ?
		sdp_suite_name(m->agreement.suite) : NULL;
}

const char *call_media_keying_problem(const struct call_media *m)
{
	return call_media_by_dtls(m) ? call_dtls_problem(m->dtls) : NULL;
}

bool call_media_keying_failed(const struct call_media *m)
{
	return call_media_by_dtls(m) && call_dtls_failed(m->dtls);
}
