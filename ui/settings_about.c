/* What can only be looked at: the keys, the way to the servers, the program. */
#include <config.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "action.h"
#include "base/mem.h"
#include "keymap.h"
#include "party.h"
#include "settings_page.h"

/* --- keys -----------------------------------------------------------------*/

static void add_action(const struct ui *ui, struct form *form,
	const struct action *a)
{
	char keys[64];

	keymap_keys_of(ui->keymap, a, keys, sizeof keys);
	if (*keys)
		settings_page_tell(form, a->name, keys, a->help);
}

static void add_keys(struct ui *ui, struct form *form)
{
	for (const struct action_group *g = action_groups; g->title; g++) {
		if (g != action_groups)
			form_add(form, &(struct field_params){
				.kind = FIELD_NOTE });
		for (const struct action *a = g->actions; a->name; a++)
			add_action(ui, form, a);
	}
}

const struct settings_tab_view keys_settings = { .name = "Keys",
	.add = add_keys };

/* --- network --------------------------------------------------------------*/

static void add_trust(struct form *form, const struct trust *t)
{
	char words[TRUST_TEXT], end[TRUST_TEXT];

	trust_words(t, words);
	trust_end_words(t, end);
	if (*words)
		settings_page_tell(form, "... server", words, t->cipher);
	if (*end)
		settings_page_tell(form, "", end, NULL);
}

static void add_way(struct form *form, const struct account *a)
{
	char *contact = a->contact ? party_bare(a->contact) : NULL;
	char *expires = a->contact && a->expires_in_s > 0 ? mem_format(
		"registered for %d s", a->expires_in_s) : NULL;
	char outside[160];

	settings_page_tell(form, a->name, contact ? contact :
		"no address registered", expires);
	settings_page_tell(form, "... transport", a->transport, NULL);
	add_trust(form, &a->trust);
	if (*account_outside(a, outside, sizeof outside))
		settings_page_tell(form, "... from outside", outside, NULL);
	free(expires);
	free(contact);
}

static void add_network(struct ui *ui, struct form *form)
{
	const struct model *m = ui->model;

	for (int i = 0; i < m->n_accounts; i++)
		add_way(form, m->accounts[i]);
	if (!m->n_accounts)
		settings_page_tell(form, "Accounts", "none", NULL);
}

const struct settings_tab_view network_settings = { .name = "Network",
	.add = add_network };

/* --- about ----------------------------------------------------------------*/

static void add_about(struct ui *ui, struct form *form)
{
	const struct engine_facts *e = &ui->model->engine;
	char *engine = mem_format("offhookd %s, protocol %d, process %d",
		e->version ? e->version : "?", e->protocol, e->pid);

	settings_page_tell(form, "This screen", "offhook " PACKAGE_VERSION,
		NULL);
	settings_page_tell(form, "Engine", engine, NULL);
	settings_page_tell(form, "... since", e->started, NULL);
	settings_page_tell(form, "Instance", e->instance, NULL);
	settings_page_tell(form, "offhook.conf", e->config_file ?
		e->config_file : "there is none: the defaults hold", NULL);
	settings_page_tell(form, "offhook-ui.conf", ui->settings_file, NULL);
	settings_page_tell(form, "Licence", "MIT", NULL);
	settings_page_tell(form, "Built on", "Sofia-SIP (LGPL), ncurses (MIT), "
		"Opus (BSD), SQLite (public domain),", NULL);
	settings_page_tell(form, "", "libsrtp (BSD), alsa-lib (LGPL), jansson "
		"(MIT), libconfuse (ISC)", NULL);
	free(engine);
}

const struct settings_tab_view about_settings = { .name = "About",
	.add = add_about };
