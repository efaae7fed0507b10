/* What the engine does with calls, as far as it can be told while it runs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "form_page.h"
#include "menus.h"
#include "party.h"
#include "request.h"
#include "settings_page.h"

#define LATENCIES "ultra-low|default|smooth-200|smooth-400|smooth-800|" \
	"smooth-1200|smooth-1600|smooth-2000"

/* "3 busy": of account 3. */
static char *name_of(const struct account *a, enum forward which)
{
	return mem_format("%d %s", a->id, account_condition(which));
}

static void add_forward(struct form *form, const struct account *a,
	enum forward which)
{
	static const char *const labels[FORWARDS] = { "always to", "busy: to",
		"no answer: to" };
	char *name = name_of(a, which);
	char *label = mem_format("%.9s %s", a->name, labels[which]);
	char *to = a->forward[which] ?
		party_address(a->forward[which], a->aor) : NULL;

	form_add(form, &(struct field_params){ .kind = FIELD_TEXT,
		.name = name, .label = label, .value = to ? to : "",
		.help = "Whom its calls go to instead: a number, a user of "
		"its domain or an address; nothing: they ring here.  Kept "
		"when the engine starts again." });
	free(to);
	free(label);
	free(name);
}

static void add(struct ui *ui, struct form *form)
{
	const struct model *m = ui->model;

	form_add(form, &(struct field_params){ .kind = FIELD_SWITCH,
		.name = "dnd", .label = "Do not disturb",
		.value = m->dnd ? "yes" : "no",
		.help = "Callers hear busy; at once, until it is taken back "
		"or the engine ends.  The same as g d." });
	form_add(form, &(struct field_params){ .kind = FIELD_CHOICE,
		.name = "latency", .label = "Delay", .usual = "default",
		.words = LATENCIES, .value = m->engine.latency,
		.help = "How long sound may wait to come evenly: ultra-low in "
		"a good network, smooth-400 and more (ms) in a very bad one.  "
		"At once, until the engine ends; latency in offhook.conf "
		"keeps it." });
	for (int i = 0; i < m->n_accounts && i < 20; i++)
		for (int k = 0; k < FORWARDS; k++)
			add_forward(form, m->accounts[i], k);
}

static void changed(struct ui *ui, struct field *f)
{
	struct link_reply reply = ui_reply(ui, 0);

	if (!strcmp(f->name, "dnd"))
		request_dnd(ui->link, f->on, &reply);
	else if (!strcmp(f->name, "latency"))
		request_latency(ui->link, field_value(f), &reply);
	mem_set(&f->was, field_value(f));
}

/* false: nothing of it has changed. */
static bool save_account(struct ui *ui, const struct account *a)
{
	struct link_reply reply = ui_reply(ui, 0);
	struct forwarding f = { 0 };
	bool any = false;

	for (int k = 0; k < FORWARDS; k++) {
		char *name = name_of(a, k);
		const struct field *field = form_find(ui->form, name);

		free(name);
		if (!field || !field_changed(field))
			continue;
		any = true;
		f.off[k] = !*field_value(field);
		f.to[k] = field_value(field);
	}
	if (any)
		request_forward(ui->link, a->id, &f, &reply);
	return any;
}

static void save(struct ui *ui)
{
	bool any = false;

	for (int i = 0; i < ui->model->n_accounts; i++)
		any |= save_account(ui, ui->model->accounts[i]);
	if (!any)
		notice_add(ui->notices, NOTICE_KEY, "nothing has changed");
	form_saved(ui->form);
}

const struct settings_tab_view calls_settings = { .name = "Calls",
	.add = add, .changed = changed, .save = save };
