/* account_keys.c - an account's configuration as the keys of offhook.conf, for
 * who wants to change it.  Engine thread.  Secrets are none of them. */
#include <stdio.h>
#include <string.h>

#include "engine/private.h"
#include "store/config_key.h"
#include "store/config_value.h"

/* The word of the file that an enum of config.h stands for. */
static void word(const struct account_keys *to, const char *key, int which)
{
	const char *words = config_key_find(config_section_find("account"),
		key)->words;
	char text[32];

	while (which-- > 0)
		words += strcspn(words, "|") + 1;
	snprintf(text, sizeof text, "%.*s", (int)strcspn(words, "|"), words);
	to->text(to->arg, key, text);
}

/* "" where nothing is set: so it is given back. */
static void text(const struct account_keys *to, const char *key,
	const char *value)
{
	to->text(to->arg, key, value ? value : "");
}

static void keepalive(const struct account_keys *to, int seconds)
{
	char number[16];

	snprintf(number, sizeof number, "%d", seconds);
	text(to, "keepalive", seconds == KEEPALIVE_AUTO ? "auto" :
		seconds == KEEPALIVE_OFF ? "off" : number);
}

static void tell_pin(const struct account_keys *to, const struct tls_config *c)
{
	char pin[PIN_TEXT] = "";

	if (c->pinned)
		pin_text(c->pin, pin);
	text(to, "tls_pin", pin);
}

static void tell_way(const struct account_config *c,
	const struct account_keys *to)
{
	to->on(to->arg, "enabled", c->enabled);
	text(to, "uri", c->uri);
	text(to, "display_name", c->display_name);
	text(to, "user", c->user);
	to->on(to->arg, "password_keyring", c->password_keyring);
	to->list(to->arg, "realm", &c->realm);
	text(to, "registrar", c->registers ? c->registrar : "none");
	to->list(to->arg, "proxy", &c->proxy);
	word(to, "transport", c->transport);
	to->number(to->arg, "expires", c->expires);
	to->number(to->arg, "register_retry", c->register_retry);
	to->number(to->arg, "register_retry_max", c->register_retry_max);
	to->number(to->arg, "options_ping", c->options_ping);
	keepalive(to, c->keepalive);
	word(to, "nat", c->nat);
	text(to, "public_address", c->public_address);
	text(to, "register_guard", c->register_guard);
	word(to, "tls_verify", c->tls.verify);
	to->on(to->arg, "tls_wildcard", c->tls.wildcards);
	text(to, "tls_ca", c->tls.ca);
	text(to, "tls_cert", c->tls.cert);
	text(to, "tls_key", c->tls.key);
	tell_pin(to, &c->tls);
	to->on(to->arg, "gruu", c->gruu);
}

static void tell_ice(const struct ice_config *c, const struct account_keys *to)
{
	char wait[16];

	snprintf(wait, sizeof wait, "%d", c->wait);
	word(to, "ice", c->mode);
	to->list(to->arg, "ice_servers", &c->servers);
	text(to, "ice_user", c->user);
	text(to, "ice_wait", c->wait == ICE_UNTIL_ALL ? "all" :
		c->wait == ICE_UNTIL_SRFLX ? "srflx" : wait);
	to->on(to->arg, "ice_hide_host", c->hide_host);
}

static void tell_safety(const struct account_config *c,
	const struct account_keys *to)
{
	word(to, "srtp", c->srtp);
	word(to, "srtp_clear_keys", c->srtp_clear_keys);
	word(to, "keying", c->keying);
	tell_ice(&c->ice, to);
	word(to, "accept_from", c->accept_from);
	to->list(to->arg, "accept_list", &c->accept_list);
}

static void tell_calls(const struct account_config *c,
	const struct account_keys *to)
{
	to->list(to->arg, "codecs", &c->codecs);
	word(to, "dtmf", c->dtmf);
	word(to, "auto_answer", c->auto_answer);
	to->number(to->arg, "auto_answer_delay", c->auto_answer_delay);
	to->list(to->arg, "auto_answer_from", &c->auto_answer_from);
	word(to, "answer_with", c->answer_with);
	word(to, "ring_with", c->ring);
	to->on(to->arg, "privacy", c->privacy);
	word(to, "record", c->record);
	text(to, "forward_always", c->forward[FORWARD_ALWAYS]);
	text(to, "forward_busy", c->forward[FORWARD_BUSY]);
	text(to, "forward_no_answer", c->forward[FORWARD_NO_ANSWER]);
}

void account_keys(const struct account *a, const struct account_keys *to)
{
	tell_way(a->config, to);
	tell_safety(a->config, to);
	tell_calls(a->config, to);
}

const char *account_secret_key(const struct account *a)
{
	const struct account_config *c = a->config;

	return c->password ? "password" : c->password_command ?
		"password_command" : c->ha1 ? "ha1" :
		c->password_keyring ? "password_keyring" : NULL;
}

const char *engine_codec(int i)
{
	const char *name;

	for (int k = 0; (name = value_codec_at(k)); k++)
		if (value_built_codec(name) && i-- == 0)
			return name;
	return NULL;
}
