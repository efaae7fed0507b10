/* account_tls.c - whom an account believes over TLS, and what came of it.
 * Engine thread.
 *
 *	configuration --> policy --> its ua ... handshake --> noted --> told
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "engine/private.h"

#define DAY_MS (24 * 3600 * 1000LL)
#define SOON_MS (14 * DAY_MS)	/* what is renewed by itself is so before */

static enum tls_verify verify_of(enum config_tls_verify verify)
{
	static const enum tls_verify means[] = {
		[CONFIG_TLS_FULL] = TLS_FULL, [CONFIG_TLS_CA] = TLS_CA,
		[CONFIG_TLS_PIN] = TLS_PIN, [CONFIG_TLS_OFF] = TLS_OFF,
	};

	return means[verify];
}

void tls_policy_of(const struct tls_config *c, struct tls_policy *p)
{
	*p = (struct tls_policy){ .verify = verify_of(c->verify),
		.wildcards = c->wildcards, .ca = c->ca, .cert = c->cert,
		.key = c->key, .pinned = c->pinned };
	memcpy(p->pin, c->pin, PIN_BYTES);
}

/* --- what came of it -------------------------------------------------------*/

static void warn_if_off(struct account *a)
{
	if (a->config->tls.verify != CONFIG_TLS_OFF || a->tls.warned)
		return;
	a->tls.warned = true;
	engine_warn(a->engine, "tls_not_verified", "set tls_verify = full, or "
		"tls_verify = pin with the key's tls_pin", "account %s: "
		"anybody may answer in its server's place, since nothing is "
		"verified (tls_verify = off)", a->config->name);
}

/* Once for each certificate. */
static void warn_if_ends(struct account *a, bool ours)
{
	int64_t expires = ours ? a->tls.own_expires : a->tls.expires;
	int64_t *told = ours ? &a->tls.own_warned_of : &a->tls.warned_of;
	int64_t left = expires - clock_wall_ms();
	char when[40] = "has expired";

	if (!expires || left > SOON_MS || *told == expires)
		return;
	*told = expires;
	if (left > 0)
		snprintf(when, sizeof when, "expires in %d days",
			(int)(left / DAY_MS));
	engine_warn(a->engine, "tls_expires", ours ? "put a new one in the place "
		"of tls_cert, then: offhook reload" : "whoever runs the server "
		"has to renew it", "account %s: %s certificate %s",
		a->config->name, ours ? "our own" : "its server's", when);
}

void account_tls_check(struct account *a)
{
	if (!a->tls.version)
		return;
	warn_if_off(a);
	warn_if_ends(a, false);
	warn_if_ends(a, true);
}

static void on_timer(void *arg)
{
	struct account *a = arg;

	account_tls_check(a);
	engine_tell_account(a->engine, TOPIC_ACCOUNT_CHANGED, a);
}

void account_tls_came(struct account *a, const struct ua_tls *news)
{
	mem_set(&a->tls.problem, news->problem);
	mem_set(&a->tls.version, news->version);
	mem_set(&a->tls.cipher, news->cipher);
	mem_set(&a->tls.peer, news->name);
	mem_set(&a->tls.pin, news->pin);
	a->tls.expires = news->expires;
	a->tls.own_expires = news->own_expires;
	if (!a->tls.timer)
		a->tls.timer = loop_timer_new(a->engine->loop, on_timer, a,
			"account TLS");
	loop_timer_set(a->tls.timer, 0);
}

void account_tls_forget(struct account *a)
{
	static const struct ua_tls nothing;

	if (!a->tls.timer)
		return;
	account_tls_came(a, &nothing);
	loop_timer_free(a->tls.timer);
	a->tls.timer = NULL;
	a->tls.warned = false;
}

void account_tls_view(const struct account *a, struct account_view *v)
{
	v->by_tls = a->config->by_tls;
	v->tls_version = a->tls.version;
	v->tls_cipher = a->tls.cipher;
	v->tls_peer = a->tls.peer;
	v->tls_pin = a->tls.pin;
	v->tls_problem = a->tls.problem;
	v->tls_expires = a->tls.expires;
	v->tls_own_expires = a->tls.own_expires;
	v->tls_verify = tls_verify_word(verify_of(a->config->tls.verify));
}

/* --- a reload --------------------------------------------------------------*/

void account_tls_renew(struct account *a)
{
	if (!a->registration || !a->endpoint || !a->endpoint->tls ||
	    !ua_tls_is_renewed(a->endpoint->ua))
		return;
	log_info("account", "%s: its TLS files are new, it connects anew",
		a->config->name);
	transport_dead(a, "the files of tls_ca, tls_cert or tls_key are new");
}
