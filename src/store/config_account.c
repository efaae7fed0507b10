#include "store/config_account.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "store/config_check.h"
#include "store/config_ice.h"
#include "store/config_tls.h"
#include "store/config_value.h"
#include "store/texts.h"

#define NAME_MAX_LENGTH 64	/* characters of an account's name */

/* --- what goes together ----------------------------------------------------*/

static void check_name(const struct section *s, struct problems *p)
{
	char *clean = text_clean(s->title, NAME_MAX_LENGTH);

	if (!*s->title || strcmp(clean, s->title))
		problem(p, s->line, "account \"%s\": expected a name of 1 to "
			"%d characters, without control characters", clean,
			NAME_MAX_LENGTH);
	free(clean);
}

static void check_one_secret(const struct section *s, struct problems *p)
{
	static const char *const keys[] = {
		"password", "password_command", "ha1", "password_keyring"
	};
	const char *first = NULL;

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		const char *key = keys[i];

		if (!section_says(s, key) ||
		    (!strcmp(key, "password_keyring") &&
		     !section_switch(s, key)))
			continue;
		if (first)
			config_check_wrong(s, p, section_line(s, key), key,
				": expected only one of password, "
				"password_command, ha1 and password_keyring; "
				"there is %s already",
				first);
		first = key;
	}
}

static bool is_list_empty(const struct section *s, const char *key)
{
	return !s || !section_has(s, key);
}

static void check_lists(const struct section *s, const struct section *top,
	struct problems *p)
{
	if (section_word(s, "accept_from") == ACCEPT_LIST &&
	    is_list_empty(s, "accept_list") &&
	    is_list_empty(top, "accept_list"))
		config_check_wrong(s, p, section_line(s, "accept_from"),
			"accept_from", " = \"list\": expected an accept_list "
			"beside it, like accept_list = {\"192.0.2.0/24\"}");
	if (section_word(s, "auto_answer") == AUTO_ANSWER_LIST &&
	    is_list_empty(s, "auto_answer_from"))
		config_check_wrong(s, p, section_line(s, "auto_answer"),
			"auto_answer", " = \"list\": expected an "
			"auto_answer_from beside it, like "
			"auto_answer_from = {\"sip:USER@DOMAIN\"}");
}

/* Half of what is needed would leave calls without sound, silently. */
static void check_nat(const struct section *s, struct problems *p)
{
	if (section_word(s, "nat") == CONFIG_NAT_STATIC &&
	    !*section_text(s, "public_address"))
		config_check_wrong(s, p, section_line(s, "nat"), "nat",
			" = \"static\": expected a public_address beside it, "
			"like public_address = \"192.0.2.1\"");
}

static void check_together(const struct section *s, const struct section *top,
	struct problems *p)
{
	check_name(s, p);
	if (!*section_text(s, "uri"))
		config_check_wrong(s, p, section_line(s, "uri"), "uri",
			" is missing: expected uri = \"sip:USER@DOMAIN\"");
	check_one_secret(s, p);
	config_tls_check_account(s, p);
	config_ice_check(s, p);
	check_lists(s, top, p);
	check_nat(s, p);
	if (section_number(s, "register_retry_max") <
	    section_number(s, "register_retry"))
		config_check_wrong(s, p, section_line(s, "register_retry_max"),
			"register_retry_max", ": expected at least "
			"register_retry (%d s)",
			section_number(s, "register_retry"));
}

int config_account_secret_line(const struct section *s)
{
	const char *key = section_has(s, "password") ? "password" : "ha1";

	return section_has(s, key) ? section_line(s, key) : 0;
}

/* --- what is left of it while features are missing -------------------------*/

static bool holds(const struct texts *t, const char *text)
{
	for (int i = 0; i < t->n; i++)
		if (!strcmp(t->items[i], text))
			return true;
	return false;
}

static void warn(const struct section *s, const struct account_scope *scope,
	const char *key, const char *what)
{
	texts_take(scope->warnings, mem_format("%s:%d: account \"%s\": %s",
		scope->file, section_line(s, key), s->title, what));
}

/* "opus and G729"; owned by the caller. */
static char *left_out_of(const struct texts *all)
{
	char *names = NULL;

	for (int i = 0; i < all->n; i++) {
		char *longer;

		if (value_built_codec(all->items[i]))
			continue;
		longer = names ? mem_format("%s and %s", names, all->items[i]) :
			mem_text(all->items[i]);
		free(names);
		names = longer;
	}
	return names;
}

static void warn_of_codecs(const struct texts *all, const struct section *s,
	const struct account_scope *scope)
{
	char *names = left_out_of(all), *what;

	if (names && section_has(s, "codecs")) {
		what = mem_format("codecs: this program was built without %s, "
			"left out", names);
		warn(s, scope, "codecs", what);
		free(what);
	}
	free(names);
}

static void take_codecs(struct account_config *a, const struct section *s,
	const struct account_scope *scope)
{
	struct texts all = { 0 };

	section_list(s, "codecs", &all);
	for (int i = 0; i < all.n; i++) {
		const char *name = value_built_codec(all.items[i]);

		if (name && !holds(&a->codecs, name))
			texts_add(&a->codecs, name);
	}
	warn_of_codecs(&all, s, scope);
	if (all.n && !a->codecs.n && !a->disabled_reason)
		a->disabled_reason = mem_format("this program was built without "
			"any of its codecs (%s:%d)", scope->file,
			section_line(s, "codecs"));
	texts_clear(&all);
}

/* Whose URIs say so is reached by nothing else, whatever transport says. */
static void take_tls(struct account_config *a, const struct section *s,
	const struct account_scope *scope)
{
	const char *key = config_tls_wanted_by(a);

	config_tls_take(&a->tls, s);
	a->by_tls = key != NULL;
	if (key && a->transport != TRANSPORT_AUTO &&
	    a->transport != TRANSPORT_TLS && !a->disabled_reason)
		a->disabled_reason = mem_format("%s (%s:%d) asks for TLS, and "
			"transport (%s:%d) for something else: take away one "
			"of them", key, scope->file, section_line(s, key),
			scope->file, section_line(s, "transport"));
}

/* Keys in descriptions need TLS, or the word that they may go without. */
static void check_srtp(struct account_config *a, const struct section *s,
	const struct account_scope *scope)
{
	if (a->srtp == CONFIG_SRTP_REQUIRED && a->keying == KEYING_SDES &&
	    !a->srtp_clear_keys && !a->by_tls && !a->disabled_reason)
		a->disabled_reason = mem_format("srtp = required with keying = "
			"sdes (%s:%d) would send its keys over signalling in "
			"the clear: transport = tls protects them, keying = "
			"dtls needs none there, srtp_clear_keys = allow takes "
			"the risk", scope->file, section_line(s, "keying"));
}

/* --- the struct ------------------------------------------------------------*/

static void take_credentials(struct account_config *a, const struct section *s)
{
	a->user = section_copy(s, "user");
	a->password = section_copy(s, "password");
	a->password_command = section_copy(s, "password_command");
	a->ha1 = section_copy(s, "ha1");
	a->password_keyring = section_switch(s, "password_keyring");
	section_list(s, "realm", &a->realm);
}

static int keepalive(const char *text)
{
	return !strcmp(text, "auto") ? KEEPALIVE_AUTO :
		!strcmp(text, "off") ? KEEPALIVE_OFF : atoi(text);
}

static void take_registration(struct account_config *a, const struct section *s)
{
	a->registrar = section_copy(s, "registrar");
	a->registers = !a->registrar || strcmp(a->registrar, "none");
	if (!a->registers)
		mem_set(&a->registrar, NULL);
	section_list(s, "proxy", &a->proxy);
	a->transport = section_word(s, "transport");
	a->expires = section_number(s, "expires");
	a->register_retry = section_number(s, "register_retry");
	a->register_retry_max = section_number(s, "register_retry_max");
	a->register_guard = section_copy(s, "register_guard");
	a->gruu = section_switch(s, "gruu");
	a->privacy = section_switch(s, "privacy");
	a->record = section_word(s, "record");
	a->options_ping = section_number(s, "options_ping");
	a->options_ping_uri = section_copy(s, "options_ping_uri");
	a->options_ping_fail = section_number(s, "options_ping_fail");
	a->keepalive = keepalive(section_text(s, "keepalive"));
	a->nat = section_word(s, "nat");
	a->public_address = section_copy(s, "public_address");
}

static void take_answering(struct account_config *a, const struct section *s)
{
	a->dtmf = section_word(s, "dtmf");
	a->auto_answer = section_word(s, "auto_answer");
	a->auto_answer_delay = section_number(s, "auto_answer_delay");
	section_list(s, "auto_answer_from", &a->auto_answer_from);
	a->answer_with = section_word(s, "answer_with");
	a->ring = section_word(s, "ring_with");
}

static void take_forwards(struct account_config *a, const struct section *s)
{
	a->forward[FORWARD_ALWAYS] = section_copy(s, "forward_always");
	a->forward[FORWARD_BUSY] = section_copy(s, "forward_busy");
	a->forward[FORWARD_NO_ANSWER] = section_copy(s, "forward_no_answer");
}

static void take_accept(struct account_config *a, const struct section *s,
	const struct account_scope *scope)
{
	const struct section *top = scope->top;
	bool own = section_has(s, "accept_from");

	a->accept_inherited = !own && !top;
	a->accept_from = section_word(own || !top ? s : top, "accept_from");
	section_list(is_list_empty(s, "accept_list") && top ? top : s,
		"accept_list", &a->accept_list);
	if (a->accept_from != ACCEPT_LIST && section_has(s, "accept_list") &&
	    a->auto_answer != AUTO_ANSWER_HEADER)
		warn(s, scope, "accept_list", "accept_list only names who is "
			"trusted: accept_from is not \"list\"");
}

struct account_config *config_account_take(const struct section *s,
	const struct account_scope *scope, struct problems *p)
{
	struct account_config *a;
	int before = p->n;

	config_check(s, p);
	if (p->n == before)
		check_together(s, scope->top, p);
	if (p->n != before)
		return NULL;
	a = mem_new_of(struct account_config);
	a->name = mem_text(s->title);
	a->file = mem_text(scope->file);
	a->line = s->line;
	a->enabled = section_switch(s, "enabled");
	a->uri = mem_text(section_text(s, "uri"));
	a->display_name = section_copy(s, "display_name");
	take_credentials(a, s);
	take_registration(a, s);
	take_answering(a, s);
	take_forwards(a, s);
	take_accept(a, s, scope);
	config_check_built(s, scope->file, scope->warnings,
		&a->disabled_reason);
	take_codecs(a, s, scope);
	a->srtp = section_word(s, "srtp");
	a->keying = section_word(s, "keying");
	a->srtp_clear_keys = section_word(s, "srtp_clear_keys") == 1;
	config_ice_take(&a->ice, s);
	take_tls(a, s, scope);
	check_srtp(a, s, scope);
	return a;
}

static void clear(struct account_config *a)
{
	free(a->name);
	free(a->file);
	free(a->uri);
	free(a->display_name);
	free(a->user);
	mem_wipe_text(a->password);
	mem_wipe_text(a->password_command);
	mem_wipe_text(a->ha1);
	mem_wipe_text(a->text);
	free(a->registrar);
	free(a->register_guard);
	free(a->public_address);
	config_tls_clear(&a->tls);
	config_ice_clear(&a->ice);
	free(a->options_ping_uri);
	free(a->disabled_reason);
	texts_clear(&a->proxy);
	texts_clear(&a->realm);
	texts_clear(&a->codecs);
	texts_clear(&a->auto_answer_from);
	texts_clear(&a->accept_list);
	texts_clear(&a->warnings);
	for (int i = 0; i < FORWARDS; i++)
		free(a->forward[i]);
}

void account_config_free(struct account_config *a)
{
	if (a)
		clear(a);
	free(a);
}
