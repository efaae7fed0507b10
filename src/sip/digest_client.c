#include "sip/digest_client.h"

#define SOFIA_EXTEND_AUTH_CLIENT 1

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <sofia-sip/auth_client.h>
#include <sofia-sip/auth_client_plugin.h>
#include <sofia-sip/msg_header.h>
#include <sofia-sip/su_alloc.h>
#include <sofia-sip/su_string.h>
#include <sofia-sip/url.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/random.h"
#include "sip/digest_lent.h"
#include "sip/header.h"
#include "sip/mend_direct.h"

struct challenge {
	char *nonce, *opaque;	/* of the client's home; nonce NULL: none */
	bool session, qop;
	unsigned nc;
	char cnonce[33];
};

struct digest_client {
	auth_client_t base[1];	/* first */
	struct challenge by[DIGEST_ALGORITHMS];
	char ha1[DIGEST_ALGORITHMS][DIGEST_HEX];	/* "" unknown; wiped */
	char *servers;		/* of the client's home; "a,b"; "": any */
	int used;		/* which challenge was answered last */
};

/* --- reading a challenge ---------------------------------------------------*/

static const char *parameter(const msg_auth_t *ch, const char *name)
{
	return msg_header_find_param(ch->au_common, name);
}

/* Into the home, without quotes; NULL where there is none. */
static char *take(su_home_t *home, const char *value)
{
	char *plain = header_unquoted(value);
	char *copy = plain ? su_strdup(home, plain) : NULL;

	free(plain);
	return copy;
}

/* "auth,auth-int": only "auth" is spoken here. */
static bool offers_auth(const char *qop)
{
	char *list = header_unquoted(qop), *rest, *item;
	bool found = false;

	for (item = strtok_r(list, ", \t", &rest); item;
	     item = strtok_r(NULL, ", \t", &rest))
		found = found || !strcasecmp(item, "auth");
	free(list);
	return found;
}

enum digest_algorithm digest_client_algorithm(const msg_auth_t *ch)
{
	const char *qop = parameter(ch, "qop=");
	char *name = header_unquoted(parameter(ch, "algorithm="));
	enum digest_algorithm algorithm;
	bool session;

	algorithm = digest_algorithm(name, &session);
	free(name);
	if (!ch->au_scheme || strcasecmp(ch->au_scheme, "Digest") ||
	    !parameter(ch, "nonce=") || (qop ? !offers_auth(qop) : session))
		return DIGEST_UNKNOWN;
	return algorithm;
}

static void set_nonce(su_home_t *home, struct challenge *c, char *nonce)
{
	su_free(home, c->nonce);
	c->nonce = nonce;
	c->nc = 0;
	random_hex(c->cnonce, sizeof c->cnonce / 2);
}

static void set_challenge(su_home_t *home, struct challenge *c,
	const msg_auth_t *ch)
{
	char *name = header_unquoted(parameter(ch, "algorithm="));

	set_nonce(home, c, take(home, parameter(ch, "nonce=")));
	su_free(home, c->opaque);
	c->opaque = take(home, parameter(ch, "opaque="));
	c->qop = parameter(ch, "qop=");
	digest_algorithm(name, &c->session);
	free(name);
}

static void clear_challenges(su_home_t *home, struct digest_client *dc)
{
	for (int i = 0; i < DIGEST_ALGORITHMS; i++) {
		su_free(home, dc->by[i].nonce);
		su_free(home, dc->by[i].opaque);
		dc->by[i] = (struct challenge){ 0 };
	}
}

static bool is_known(const struct digest_client *dc, const msg_auth_t *ch,
	enum digest_algorithm algorithm)
{
	char *nonce = header_unquoted(parameter(ch, "nonce="));
	const char *have = dc->by[algorithm].nonce;
	bool same = have && !strcmp(have, nonce);

	free(nonce);
	return same;
}

static bool has_nonce(const struct digest_client *dc)
{
	for (int i = 0; i < DIGEST_ALGORITHMS; i++)
		if (dc->by[i].nonce)
			return true;
	return false;
}

/* Called for each header of a 401 in turn, with those that follow behind it:
 * the first brings them all in.  2: answer again with what we have; 1: the
 * server did not like what it got.  Never -1: it would end the request though
 * another challenge may do. */
static int on_challenge(auth_client_t *ca, const msg_auth_t *first)
{
	struct digest_client *dc = (struct digest_client *)ca;
	enum digest_algorithm algorithm = digest_client_algorithm(first);
	const char *stale = parameter(first, "stale=");
	bool again = !has_nonce(dc) || (stale && strcasestr(stale, "true"));

	if (algorithm == DIGEST_UNKNOWN || is_known(dc, first, algorithm))
		return 1;
	clear_challenges(ca->ca_home, dc);
	for (const msg_auth_t *ch = first; ch; ch = ch->au_next) {
		const char *realm = parameter(ch, "realm=");

		algorithm = digest_client_algorithm(ch);
		if (algorithm != DIGEST_UNKNOWN &&
		    su_strmatch(realm, ca->ca_realm) &&
		    !dc->by[algorithm].nonce)
			set_challenge(ca->ca_home, &dc->by[algorithm], ch);
	}
	return again ? 2 : 1;
}

/* The nonce for the next request comes with the answer to this one. */
static int on_info(auth_client_t *ca, const msg_auth_info_t *info)
{
	struct digest_client *dc = (struct digest_client *)ca;
	char *next = take(ca->ca_home,
		msg_header_find_param(info->ai_common, "nextnonce="));

	if (!next)
		return 0;
	set_nonce(ca->ca_home, &dc->by[dc->used], next);
	return 1;
}

/* --- whom it is for --------------------------------------------------------*/

static bool may_go(const struct digest_client *dc)
{
	const char *s = dc->servers, *toward = direct_host();
	size_t n;

	if (!toward || !s || !*s)
		return true;
	for (; *s; s += n + (s[n] == ',')) {
		n = strcspn(s, ",");
		if (n == strlen(toward) && !strncasecmp(s, toward, n))
			return true;
	}
	return false;
}

/* --- answering it ----------------------------------------------------------*/

static int choose(const struct digest_client *dc)
{
	for (int i = DIGEST_ALGORITHMS - 1; i >= 0; i--)
		if (dc->by[i].nonce && dc->ha1[i][0])
			return i;
	return -1;
}

static char *escaped(const char *text)
{
	char *e = mem_new(2 * strlen(text) + 1), *to = e;

	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			*to++ = '\\';
		*to++ = *text;
	}
	return e;
}

static char *write_answer(const auth_client_t *ca,
	const struct digest_client *dc, const char *uri, const char *response)
{
	const struct challenge *c = &dc->by[dc->used];
	char *user = escaped(ca->ca_user), *nonce = escaped(c->nonce);
	char *opaque = c->opaque ? escaped(c->opaque) : NULL;
	char *qop = c->qop ? mem_format(", qop=auth, cnonce=\"%s\", nc=%08x",
		c->cnonce, c->nc) : NULL;
	char *text = mem_format("Digest username=\"%s\", realm=%s, "
		"nonce=\"%s\", uri=\"%s\", algorithm=%s, response=\"%s\""
		"%s%s%s%s", user, ca->ca_realm, nonce, uri,
		digest_name(dc->used, c->session), response,
		opaque ? ", opaque=\"" : "", opaque ? opaque : "",
		opaque ? "\"" : "", qop ? qop : "");

	free(user);
	free(nonce);
	free(opaque);
	free(qop);
	return text;
}

static int authorize(auth_client_t *ca, su_home_t *home, const char *method,
	const url_t *url, const msg_payload_t *body, msg_header_t **headers)
{
	struct digest_client *dc = (struct digest_client *)ca;
	char response[DIGEST_HEX], *uri, *text;
	struct challenge *c;
	int chosen = choose(dc);

	(void)body;
	if (chosen < 0 || ca->ca_clear || !may_go(dc))
		return 0;
	uri = url_as_string(home, url);
	if (!uri)
		return -1;
	dc->used = chosen;
	c = &dc->by[chosen];
	c->nc++;
	digest_response(&(struct digest_request){ .algorithm = chosen,
		.session = c->session, .ha1 = dc->ha1[chosen],
		.nonce = c->nonce, .cnonce = c->qop ? c->cnonce : NULL,
		.nc = c->nc,
		.method = method, .uri = uri }, response);
	text = write_answer(ca, dc, uri, response);
	*headers = msg_header_make(home, ca->ca_credential_class, text);
	free(text);
	su_free(home, uri);
	return *headers ? 0 : -1;
}

/* --- keeping who we are ----------------------------------------------------*/

static int on_clear(auth_client_t *ca)
{
	ca->ca_clear = 1;
	return 1;
}

static void wipe(void *arg)
{
	struct digest_client *dc = arg;

	explicit_bzero(dc->ha1, sizeof dc->ha1);
}

/* The token stands for "md5[,sha256,sha512-256]", from auth.c. */
static int save(auth_client_t *ca, const char *scheme, const char *realm,
	const char *user, const char *token)
{
	struct digest_client *dc = (struct digest_client *)ca;
	const char *hex;

	if (!su_casematch(scheme, "Digest") ||
	    !su_strmatch(realm, ca->ca_realm))
		return 0;
	hex = lent_get(token);
	if (!hex)
		return 0;
	su_free(ca->ca_home, dc->servers);
	dc->servers = su_strdup(ca->ca_home, lent_servers(token));
	for (int i = 0; i < DIGEST_ALGORITHMS && *hex; i++) {
		size_t n = strcspn(hex, ",");

		snprintf(dc->ha1[i], DIGEST_HEX, "%.*s", (int)n, hex);
		hex += n + (hex[n] == ',');
	}
	su_home_destructor(ca->ca_home, wipe);
	su_free(ca->ca_home, ca->ca_user);
	ca->ca_user = su_strdup(ca->ca_home, user);
	if (!ca->ca_pass)	/* the stack asks whether there is one */
		ca->ca_pass = su_strdup(ca->ca_home, "-");
	ca->ca_clear = 0;
	return 1;
}

/* Lower case: the table of plug-ins compares names the wrong way round, so that
 * any other name takes the place of the built-in "Digest".  Schemes are found
 * whatever their case. */
void digest_client_install(void)
{
	static const auth_client_plugin_t plugin = {
		.auc_plugin_size = sizeof plugin,
		.auc_size = sizeof(struct digest_client),
		.auc_name = "digest",
		.auc_challenge = on_challenge,
		.auc_authorize = authorize,
		.auc_info = on_info,
		.auc_clear = on_clear,
		.auc_save_credentials = save,
	};

	if (auc_register_plugin(&plugin) < 0)
		log_error("sip", "digest could not be installed");
}
