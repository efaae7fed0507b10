#include "store/config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "protocol/paths.h"
#include "store/config_account.h"
#include "store/config_check.h"
#include "store/config_sound.h"
#include "store/config_tls.h"
#include "store/config_value.h"
#include "store/texts.h"

#define DEFAULT_FILE "offhook.conf"
#define DEFAULT_INSTANCE "default"

/* --- what goes together ----------------------------------------------------*/

static bool is_fine(const struct section *s, struct problems *p)
{
	int before = p->n;

	config_check(s, p);
	return p->n == before;
}

static void check_session_timer(const struct section *top, struct problems *p)
{
	int seconds = section_number(top, "session_timer");
	int least = section_number(top, "min_se");

	if (seconds && seconds < least)
		problem(p, section_line(top, section_has(top, "session_timer") ?
			"session_timer" : "min_se"), "session_timer = %d: "
			"expected 0, or at least min_se, %d", seconds, least);
}

static void check_top(const struct section *top, const char *file,
	struct problems *p, struct texts *warnings)
{
	char *reason = NULL;

	if (!is_fine(top, p))
		return;
	if (section_word(top, "accept_from") == ACCEPT_LIST &&
	    !section_has(top, "accept_list"))
		problem(p, section_line(top, "accept_from"), "accept_from = "
			"\"list\": expected an accept_list beside it, like "
			"accept_list = {\"192.0.2.0/24\"}");
	check_session_timer(top, p);
	config_check_built(top, file, warnings, &reason);
	if (reason)
		problem(p, 0, "%s", reason);
	free(reason);
}

/* --- sections --------------------------------------------------------------*/

/* A secret in a file that others may read is no secret. */
static void check_exposure(const struct config_text *text,
	const struct settings *settings, struct problems *p)
{
	int line = 0;

	for (int i = 0; i < settings_accounts(settings) && !line; i++) {
		struct section account;

		settings_account(settings, i, &account);
		line = config_account_secret_line(&account);
	}
	if (line && text->exposed)
		problem(p, line, "holds a password, and others than you may "
			"read or write the file; type: chmod 600 %s", p->file);
}

static void take_accounts(struct config *c, const struct settings *settings,
	const struct section *top, struct problems *p)
{
	const struct account_scope scope = {
		.file = p->file, .top = top, .warnings = &c->warnings
	};

	for (int i = 0; i < settings_accounts(settings); i++) {
		struct section section;
		struct account_config *account;

		settings_account(settings, i, &section);
		account = config_account_take(&section, &scope, p);
		if (!account)
			continue;
		c->accounts = mem_grow(c->accounts,
			(c->n_accounts + 1) * sizeof *c->accounts);
		c->accounts[c->n_accounts++] = *account;
		free(account);
	}
}

static void take_top(struct config *c, const struct section *top,
	const char *instance)
{
	char *folder = paths_expand(section_text(top, "instance_dir"));

	if (instance && strcmp(instance, DEFAULT_INSTANCE))
		c->instance_dir = mem_format("%s/%s", folder, instance);
	else
		c->instance_dir = mem_text(folder);
	free(folder);
	c->contact_lookup = mem_text(section_text(top, "contact_lookup"));
	c->contacts = section_path(top, "contacts");
	c->max_calls = section_number(top, "max_calls");
	c->no_answer_timeout = section_number(top, "no_answer_timeout");
	section_list(top, "rings", &c->rings);
	c->call_waiting = section_switch(top, "call_waiting");
	c->session_timer = section_number(top, "session_timer");
	c->min_se = section_number(top, "min_se");
	c->log_level = mem_text(section_text(top, "log_level"));
	c->on_refer = section_word(top, "on_refer");
	c->services = section_switch(top, "services");
	c->seccomp = section_switch(top, "seccomp");
	c->accept_from = section_word(top, "accept_from");
	section_list(top, "accept_list", &c->accept_list);
	c->follow_redirect = section_word(top, "follow_redirect");
	c->rel100 = section_word(top, "rel100");
}

static void take_listen(struct config *c, const struct section *sip)
{
	struct texts all = { 0 };

	section_list(sip, "listen", &all);
	c->listen = mem_new(all.n * sizeof *c->listen);
	for (int i = 0; i < all.n; i++)
		value_read_listen(all.items[i], &c->listen[c->n_listen++]);
	texts_clear(&all);
}

static void take_sip(struct config *c, const struct section *sip)
{
	take_listen(c, sip);
	c->user_agent = mem_text(section_text(sip, "user_agent"));
	c->resolv_conf = section_path(sip, "resolv_conf");
	c->t1x64 = section_number(sip, "t1x64");
	config_tls_take(&c->tls, sip);
	if (c->tls.verify == CONFIG_TLS_PIN)	/* "off": the third of its
						 * words */
		c->tls.verify = CONFIG_TLS_OFF;
}

static bool is_same(const struct listen_config *a,
	const struct listen_config *b)
{
	return a->port && a->port == b->port && a->tcp == b->tcp &&
		a->tls == b->tls &&
		!strcmp(a->address, b->address);
}

static void check_listen(const struct config *c, const struct section *sip,
	struct problems *p)
{
	const struct setting *value;

	for (int i = 0; (value = section_setting(sip, "listen", i)); i++)
		for (int j = 0; j < i; j++)
			if (is_same(&c->listen[i], &c->listen[j]))
				problem(p, value->line, "sip: listen: \"%s\" "
					"stands there twice", value->text);
}

static void take_hooks(struct config *c, const struct section *hooks)
{
	c->hooks.incoming = mem_text(section_text(hooks, "incoming"));
	c->hooks.event = mem_text(section_text(hooks, "event"));
	section_list(hooks, "topics", &c->hooks.topics);
	c->hooks.timeout = section_number(hooks, "timeout");
}

/* --- the whole -------------------------------------------------------------*/

/* Checks each section, and takes those that are as they should be. */
static void take_sections(struct config *c, const struct settings *settings,
	const char *instance, struct problems *p)
{
	struct section top, sip, hooks;

	settings_section(settings, "", &top);
	settings_section(settings, "sip", &sip);
	settings_section(settings, "hooks", &hooks);
	check_top(&top, p->file, p, &c->warnings);
	take_accounts(c, settings, &top, p);
	if (is_fine(&sip, p)) {
		config_check_built(&sip, p->file, &c->warnings, NULL);
		take_sip(c, &sip);
		check_listen(c, &sip, p);
		config_tls_check(&sip, p);
	}
	config_sound_take(c, settings, p);
	if (is_fine(&hooks, p))
		take_hooks(c, &hooks);
	if (p->n)
		return;
	take_top(c, &top, instance);
	config_sound_check_ports(c, settings, p);
}

static struct config *from_text(struct config_text *text, const char *instance,
	struct problems *p)
{
	struct settings *settings = config_text_prepare(text, p) ?
		settings_parse(text, false, p) : NULL;
	struct config *c = mem_new_of(struct config);

	if (settings) {
		check_exposure(text, settings, p);
		take_sections(c, settings, instance, p);
	}
	settings_free(settings);
	if (!p->n)
		return c;
	config_free(c);
	return NULL;
}

static struct config *read_file(const char *file, bool must_exist,
	const char *instance, struct problems *p)
{
	struct config_text text;
	struct config *c = NULL;
	int result = config_text_read(&text, file, p);

	if (result == -ENOENT && must_exist)
		problem(p, 0, "there is no such file");
	else if (result == -ENOENT)
		text.text = mem_text("");
	if (text.text && !p->n)
		c = from_text(&text, instance, p);
	if (c && !result)
		c->file = mem_text(file);
	config_text_clear(&text);
	return c;
}

struct config *config_read(const char *file, bool must_exist,
	const char *instance, char error[CONFIG_ERROR])
{
	char *path = file ? mem_text(file) : paths_config(DEFAULT_FILE);
	struct problems problems;
	struct config *c;

	problems_start(&problems, path, error);
	c = read_file(path, must_exist, instance, &problems);
	free(path);
	return c;
}

void config_free(struct config *c)
{
	if (!c)
		return;
	for (int i = 0; i < c->n_accounts; i++) {
		struct account_config *a = mem_new_of(struct account_config);

		*a = c->accounts[i];
		account_config_free(a);
	}
	free(c->accounts);
	free(c->file);
	config_tls_clear(&c->tls);
	free(c->instance_dir);
	free(c->contact_lookup);
	free(c->contacts);
	free(c->log_level);
	free(c->latency);
	free(c->listen);
	free(c->user_agent);
	free(c->resolv_conf);
	free(c->hold_music);
	free(c->record.dir);
	free(c->record.name);
	texts_clear(&c->accept_list);
	texts_clear(&c->rings);
	texts_clear(&c->capture);
	texts_clear(&c->playback);
	texts_clear(&c->ring);
	free(c->hooks.incoming);
	free(c->hooks.event);
	texts_clear(&c->hooks.topics);
	texts_clear(&c->warnings);
	free(c);
}

static struct account_config *account_from_text(struct config_text *text,
	const char *name, struct problems *p)
{
	struct settings *settings = config_text_prepare(text, p) ?
		settings_parse(text, true, p) : NULL;
	struct texts warnings = { 0 };
	struct account_scope scope = { .file = p->file, .warnings = &warnings };
	struct account_config *a = NULL;
	struct section section;

	if (settings) {
		settings_section(settings, "", &section);
		section.title = name;
		a = config_account_take(&section, &scope, p);
	}
	settings_free(settings);
	if (a)
		a->warnings = warnings;
	else
		texts_clear(&warnings);
	return a;
}

struct account_config *config_read_account(const char *name, const char *text,
	const char *file, char error[CONFIG_ERROR])
{
	struct config_text copy = { .text = mem_text(text) };
	struct problems problems;
	struct account_config *a;

	problems_start(&problems, file, error);
	a = account_from_text(&copy, name, &problems);
	config_text_clear(&copy);
	if (a)
		a->text = mem_text(text);
	return a;
}
