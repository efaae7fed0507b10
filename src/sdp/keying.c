#include "sdp/keying.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static int refuse(char why[SDP_WHY], const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static int refuse(char why[SDP_WHY], const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(why, SDP_WHY, format, args);
	va_end(args);
	return 488;
}

bool keying_is_dtls(const struct description_media *m)
{
	return !strncasecmp(m->protocol, "UDP/TLS/", strlen("UDP/TLS/"));
}

static bool must_encrypt(const struct description_media *m)
{
	return strcasestr(m->protocol, "SAVP");
}

/* --- why there will be no keys, in the words of whoever has to change it ---*/

static int refuse_sdes(const struct sdp_security *s, char why[SDP_WHY])
{
	if (s->sdes_unwanted)
		return refuse(why, "they have keys in their description (SDES) "
			"only, and keying is dtls here");
	return refuse(why, "keys would go over signalling in the clear: use "
		"TLS, or srtp_clear_keys = allow");
}

static int refuse_keyed(const struct sdp_security *s,
	const struct description_media *m, char why[SDP_WHY])
{
	if (!s || s->srtp == SDP_SRTP_OFF)
		return refuse(why, "they insist on encryption (%s), and srtp "
			"is off here", m->protocol);
	if (m->dtls.n && !s->dtls)
		return refuse(why, "they have keys by DTLS (%s), and keying is "
			"sdes here", m->protocol);
	if (m->encrypts && !s->sdes && !keying_is_dtls(m))
		return refuse_sdes(s, why);
	if (m->dtls.weak)
		return refuse(why, "the fingerprint of their certificate is "
			"SHA-1 or older: it has to be sha-256 or stronger");
	if (m->key_flaw && !keying_is_dtls(m))
		return refuse(why, "none of their keys can be used: the first "
			"has %s", m->key_flaw);
	return refuse(why, "%s without %s that this phone can use", m->protocol,
		keying_is_dtls(m) ? "an a=fingerprint" :
		s->dtls ? "an a=crypto or a=fingerprint" : "an a=crypto");
}

static int refuse_clear(const struct sdp_security *s,
	const struct description_media *m, char why[SDP_WHY])
{
	if (must_encrypt(m))
		return refuse_keyed(s, m, why);
	if (!s || s->srtp != SDP_SRTP_REQUIRED)
		return 0;
	if (m->encrypts || m->dtls.n || m->dtls.weak)
		return refuse_keyed(s, m, why);
	return refuse(why, "they do not encrypt, and srtp is required here");
}

/* --- SDES ------------------------------------------------------------------*/

/* The first of theirs that we can use. */
static int take_keys(const struct sdp_security *s,
	const struct description_media *m, struct agreement *a)
{
	a->suite = m->keys[0].suite;
	memcpy(a->send_key, s->ours[a->suite].key, SDP_KEY_MAX);
	memcpy(a->receive_key, m->keys[0].key, SDP_KEY_MAX);
	return 0;
}

/* --- DTLS ------------------------------------------------------------------*/

/* Roles are never changed within an association (RFC 8842 3). */
static bool keeps_role(const struct sdp_security *s, enum sdp_setup theirs)
{
	return theirs != (s->client ? SDP_SETUP_ACTIVE : SDP_SETUP_PASSIVE);
}

/* Who may choose begins at once: that is the shorter way (RFC 5763 5). */
static int take_dtls(const struct sdp_security *s,
	const struct description_media *m, struct agreement *a)
{
	a->dtls = true;
	a->held = m->dtls.setup == SDP_SETUP_HOLDCONN;
	a->kept = s->joined && dtls_same(&s->theirs, &m->dtls) &&
		keeps_role(s, m->dtls.setup);
	a->client = a->kept ? s->client : m->dtls.setup != SDP_SETUP_ACTIVE;
	a->their_dtls = m->dtls;
	return 0;
}

int keying_settle(const struct sdp_security *s,
	const struct description_media *m, struct agreement *a,
	char why[SDP_WHY])
{
	bool on = s && s->srtp != SDP_SRTP_OFF;

	a->suite = SDP_CLEAR;
	a->dtls = false;
	if (on && s->dtls && m->dtls.n)
		return take_dtls(s, m, a);
	if (on && s->sdes && m->n_keys && !keying_is_dtls(m))
		return take_keys(s, m, a);
	return refuse_clear(s, m, why);
}
