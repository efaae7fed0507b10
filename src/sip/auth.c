#include "sip/auth.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <sofia-sip/msg_header.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "sip/digest.h"
#include "sip/digest_client.h"
#include "sip/digest_lent.h"
#include "sip/header.h"

#define REALMS_MAX 8		/* asked on the way of one request */
#define REALM_SHOWN 60		/* characters */

struct auth {
	char *user, *password, *ha1;	/* owned; wiped */
	char *realms[REALMS_MAX];	/* owned; answered, as written */
	int n;
	char **ours;			/* owned; n_ours 0: any */
	int n_ours;
	bool withheld;
	char *servers;			/* owned; "a,b"; "": any */
};

void auth_init(void)
{
	static bool done;

	if (!done)
		digest_client_install();
	done = true;
}

/* "a,b" */
static char *joined(const char *const *texts, int n)
{
	char *all = mem_text("");

	for (int i = 0; i < n; i++) {
		char *longer = mem_format("%s%s%s", all, i ? "," : "",
			texts[i]);

		free(all);
		all = longer;
	}
	return all;
}

struct auth *auth_new(const struct credentials *c)
{
	struct auth *a;

	if (!c || !c->user || (!c->password && !c->ha1))
		return NULL;
	a = mem_new_of(struct auth);
	a->user = mem_text(c->user);
	a->password = mem_text(c->password);
	a->ha1 = mem_text(c->ha1);
	a->withheld = c->withheld;
	a->servers = joined(c->servers, c->n_servers);
	a->ours = mem_new(c->n_realms * sizeof *a->ours);
	while (a->n_ours < c->n_realms) {
		a->ours[a->n_ours] = mem_text(c->realms[a->n_ours]);
		a->n_ours++;
	}
	return a;
}

struct auth *auth_copy(const struct auth *a)
{
	struct credentials c;

	if (!a)
		return NULL;
	c = (struct credentials){ a->user, a->password, a->ha1,
		(const char *const *)a->ours, a->n_ours, a->withheld,
		(const char *const *)&a->servers, *a->servers ? 1 : 0 };
	return auth_new(&c);
}

void auth_succeeded(struct auth *a)
{
	while (a && a->n)
		free(a->realms[--a->n]);
}

void auth_free(struct auth *a)
{
	if (!a)
		return;
	auth_succeeded(a);
	free(a->user);
	mem_wipe_text(a->password);
	mem_wipe_text(a->ha1);
	while (a->n_ours)
		free(a->ours[--a->n_ours]);
	free(a->ours);
	free(a->servers);
	free(a);
}

static bool is_ours(const struct auth *a, const char *realm)
{
	char *plain = header_unquoted(realm);
	bool ours = !a->withheld && !a->n_ours;

	for (int i = 0; i < a->n_ours && !ours && !a->withheld; i++)
		ours = !strcasecmp(a->ours[i], plain);
	free(plain);
	return ours;
}

static bool was_answered(const struct auth *a, const char *realm)
{
	for (int i = 0; i < a->n; i++)
		if (!strcmp(a->realms[i], realm))
			return true;
	return false;
}

/* An algorithm that we know and, with HA1 alone, have the sum for. */
static bool can_answer(const struct auth *a, const msg_auth_t *challenge)
{
	enum digest_algorithm algorithm = digest_client_algorithm(challenge);

	return algorithm != DIGEST_UNKNOWN &&
		(a->password || algorithm == DIGEST_MD5);
}

/* "md5,sha256,sha512-256" in hex: what digest_client.c keeps. */
static char *sums(const struct auth *a, const char *realm)
{
	char sum[DIGEST_ALGORITHMS][DIGEST_HEX], *all;
	char *plain = header_unquoted(realm);

	if (a->password) {
		for (int i = 0; i < DIGEST_ALGORITHMS; i++)
			digest_ha1(i, a->user, plain, a->password, sum[i]);
		all = mem_format("%s,%s,%s", sum[0], sum[1], sum[2]);
	} else {
		all = mem_text(a->ha1);
	}
	explicit_bzero(sum, sizeof sum);
	free(plain);
	return all;
}

static void answer_realm(struct auth *a, nua_handle_t *handle,
	const char *realm)
{
	char *all = sums(a, realm), token[LENT_TOKEN], *text;

	lent_put(all, a->servers, token);
	text = mem_format("Digest:%s:%s:%s", realm, a->user, token);
	a->realms[a->n++] = mem_text(realm);
	nua_authenticate(handle, NUTAG_AUTH(text), TAG_END());
	free(text);
	mem_wipe_text(all);
}

static bool is_stale(const msg_auth_t *challenge)
{
	const char *stale = msg_header_find_param(challenge->au_common,
		"stale=");

	return stale && !strcasecmp(stale, "true");
}

/* A realm that is not to be told, among those that ask; as written. */
static const char *strange_realm(const struct auth *a,
	const msg_auth_t *challenges)
{
	for (const msg_auth_t *c = challenges; c; c = c->au_next) {
		const char *realm =
			msg_header_find_param(c->au_common, "realm=");

		if (realm && can_answer(a, c) && !is_ours(a, realm))
			return realm;
	}
	return NULL;
}

/* One challenge for each realm is taken: the plug-in sees them all.  The stack
 * sends all answers or none. */
static enum auth_outcome answer_first(struct auth *a, nua_handle_t *handle,
	const msg_auth_t *challenges)
{
	enum auth_outcome outcome = AUTH_NONE;

	for (const msg_auth_t *c = challenges; c; c = c->au_next) {
		const char *realm =
			msg_header_find_param(c->au_common, "realm=");

		if (!realm || !can_answer(a, c))
			continue;
		outcome = is_stale(c) ? AUTH_STALE : AUTH_REFUSED;
		if (was_answered(a, realm) || a->n == REALMS_MAX)
			continue;
		answer_realm(a, handle, realm);
		return AUTH_SENT;
	}
	return outcome;
}

static const msg_auth_t *challenges_of(const struct sip_event *e)
{
	return !e->sip ? NULL : e->status == 401 ?
		e->sip->sip_www_authenticate : e->status == 407 ?
		e->sip->sip_proxy_authenticate : NULL;
}

enum auth_outcome auth_answer(struct auth *a, nua_handle_t *handle,
	const struct sip_event *e)
{
	const msg_auth_t *challenges = challenges_of(e);

	if (!a || !challenges || !handle || strange_realm(a, challenges))
		return AUTH_NONE;
	if (strchr(a->user, ':')) {
		log_warn("sip", "a user name with ':' cannot authenticate");
		return AUTH_NONE;
	}
	return answer_first(a, handle, challenges);
}

static char *refusal_words(const struct auth *a, const char *realm)
{
	char *plain = header_unquoted(realm);
	char *clean = text_clean(plain, REALM_SHOWN), *words;

	if (a->withheld)
		words = mem_format("a password is asked for by a stranger "
			"(realm \"%s\"), and not given: it is for the account's "
			"own servers", clean);
	else
		words = mem_format("a password is asked for in the realm "
			"\"%s\", and not given: the key realm names those that "
			"may ask", clean);
	free(plain);
	free(clean);
	return words;
}

char *auth_refusal(const struct auth *a, const struct sip_event *e)
{
	const char *strange = a ? strange_realm(a, challenges_of(e)) : NULL;

	return strange ? refusal_words(a, strange) : NULL;
}

void auth_each_realm(const struct auth *a, void (*fn)(void *, const char *),
	void *arg)
{
	for (int i = 0; a && i < a->n; i++) {
		char *plain = header_unquoted(a->realms[i]);

		fn(arg, plain);
		free(plain);
	}
}

/* Credentials for a realm that has not asked. */
void auth_give_up(nua_handle_t *handle)
{
	nua_authenticate(handle, NUTAG_AUTH("Digest:\"\":-:-"), TAG_END());
}

bool auth_retries(struct auth *a, nua_handle_t *handle,
	const struct sip_event *e)
{
	if (auth_answer(a, handle, e) == AUTH_SENT)
		return true;
	if (e->status == 401 || e->status == 407)
		auth_give_up(handle);
	return false;
}
