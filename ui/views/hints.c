#include "views/hints.h"

#include <stdio.h>
#include <string.h>

#include "action.h"
#include "keymap.h"

static void add_text(struct hints *h, const char *text)
{
	if (h->n == HINTS_MAX)
		return;
	h->items[h->n].action = NULL;
	h->items[h->n].key[0] = '\0';
	snprintf(h->items[h->n++].text, HINT_TEXT, "%s", text);
}

static bool in_hints(const struct hints *h, const struct action *a)
{
	for (int i = 0; i < h->n; i++)
		if (h->items[i].action == a)
			return true;
	return false;
}

/* The number is told where the keys are about two different calls. */
static const struct session *numbered(const struct ui *ui,
	const struct action *a)
{
	const struct session *selected = ui_selected(ui);
	const struct session *target = ui_target(ui);
	const struct session *asking = ui_asking(ui);

	if (a->number == NUMBER_ASKING)
		return asking == selected ? NULL : asking;
	if (!selected || !target || selected == target)
		return NULL;
	return a->number == NUMBER_TARGET ? target :
		a->number == NUMBER_SELECTED ? selected : NULL;
}

/* A letter that is text in a field, or a tone on the pad. */
static const char *with_alt(const struct ui *ui, const char *key)
{
	bool text = ui->typing || ui->page == PAGE_FORM;

	return *key && !key[1] && (text ||
		(ui->tones_session && strchr("ABCD", *key))) ? "Alt-" : "";
}

static void add(struct hints *h, const struct ui *ui, const struct action *a,
	const char *key)
{
	const char *alt = ui->tones_session ? with_alt(ui, key) : "";
	const char *label = a->hint_now ? a->hint_now(ui) : a->hint;
	const struct session *s = numbered(ui, a);
	struct hint *item = &h->items[h->n];

	if (!label || h->n == HINTS_MAX)
		return;
	item->action = a;
	snprintf(item->key, sizeof item->key, "%s", key);
	if (s)
		snprintf(item->text, HINT_TEXT, "%s%.12s %s %d", alt, key,
			label, s->number);
	else
		snprintf(item->text, HINT_TEXT, "%s%.12s %s", alt, key, label);
	h->n++;
}

/* In a field with text a letter is a letter. */
static bool is_text_here(const struct ui *ui, const char *key)
{
	return ui->typing && !key[1] &&
		(ui->mode != LINE_DIAL || ui->dial.length);
}

/* The key does this here, and not what another action does with it. */
static bool fits(const struct hints *h, const struct ui *ui,
	const struct action *a, char key[KEY_NAMES])
{
	if ((!a->hint && !a->hint_now) || !action_applies(a, ui) ||
			in_hints(h, a))
		return false;
	keymap_key_of(ui->keymap, ui, action_context(ui), a, key);
	return *key && !is_text_here(ui, key);
}

static void add_group(struct hints *h, const struct ui *ui,
	const struct action *actions)
{
	char key[KEY_NAMES];

	for (const struct action *a = actions; a->name; a++)
		if (fits(h, ui, a, key) && !strchr(key, ' '))
			add(h, ui, a, key);
}

static const struct action *named(const char *name)
{
	for (const struct action_group *g = action_groups; g->title; g++)
		for (const struct action *a = g->actions; a->name; a++)
			if (!strcmp(a->name, name))
				return a;
	return NULL;
}

static void add_named(struct hints *h, const struct ui *ui, const char *name)
{
	const struct action *a = named(name);
	char key[KEY_NAMES];

	if (a && fits(h, ui, a, key))
		add(h, ui, a, key);
}

void hints_key(const struct ui *ui, const char *name, char key[KEY_NAMES])
{
	enum context base = action_base(ui);
	const struct action *a = named(name);

	key[0] = '\0';
	if (a)
		keymap_key_of(ui->keymap, ui, base == IN_FORM ? IN_CALLS : base,
			a, key);
}

/* What the next key may be. */
static void make_prefix(struct hints *h, const struct ui *ui)
{
	const struct binding *b;
	char text[HINT_TEXT], key[KEY_NAME];

	for (int i = 0; (b = keymap_at(ui->keymap, i)); i++) {
		struct key second = { b->second, false };

		if (!b->second || !action_applies(b->command.action, ui) ||
				keymap_find(ui->keymap, ui, action_context(ui),
				ui->prefix, second) != b)
			continue;
		key_name(second, key);
		snprintf(text, sizeof text, "%s %s%s%.20s", key,
			b->command.action->name, b->command.argument ? " " : "",
			b->command.argument ? b->command.argument : "");
		add_text(h, text);
	}
	add_text(h, "(other: cancel)");
}

void hints_text(const struct ui *ui, const char *name, const char *label,
	char text[HINT_TEXT])
{
	char key[KEY_NAMES];

	hints_key(ui, name, key);
	snprintf(text, HINT_TEXT, "%s%.12s %.22s", with_alt(ui, key), key,
		label);
	if (!*key)
		text[0] = '\0';
}

/* A command from within a field. */
static void add_from_field(struct hints *h, const struct ui *ui,
	const char *name, const char *label)
{
	char text[HINT_TEXT];

	hints_text(ui, name, label, text);
	if (*text)
		add_text(h, text);
}

static void add_scroll(struct hints *h, const struct ui *ui)
{
	char down[KEY_NAMES], up[KEY_NAMES], text[HINT_TEXT];

	hints_key(ui, "down", down);
	hints_key(ui, "up", up);
	snprintf(text, sizeof text, "%.12s/%.12s scroll", down, up);
	if (*down && *up)
		add_text(h, text);
}

/* What a consultation can become, where there is one. */
static void add_consultation(struct hints *h, const struct ui *ui)
{
	int before = h->n;

	add_named(h, ui, "complete");
	if (h->n == before)
		return;
	add_named(h, ui, "swap");
	add_named(h, ui, "bye");
}

/* How it is made, and what may become of it. */
static void add_conference(struct hints *h, const struct ui *ui)
{
	static const char *const names[] = { "split", "mute member", "leave" };
	const struct session *s = ui_selected(ui);

	for (int i = 0; i < ui->model->n_sessions; i++)
		if (ui->model->sessions[i]->marked)
			add_named(h, ui, "conference");
	for (size_t i = 0; s && s->conference && i < 3; i++)
		add_named(h, ui, names[i]);
}

static void add_prompt(struct hints *h, const struct ui *ui)
{
	add_named(h, ui, "line enter");
	add_named(h, ui, "consult first");
	if (model_live(ui->model) > 1)
		add_text(h, "Alt-1..9 to a call");
}

static void add_answer(struct hints *h, const struct ui *ui)
{
	add_from_field(h, ui, "answer", "answer");
}

static void add_consent(struct hints *h, const struct ui *ui)
{
	add_from_field(h, ui, "yes", "yes, go there");
	add_from_field(h, ui, "no", "no");
}

static void add_send(struct hints *h, const struct ui *ui)
{
	(void)ui;
	add_text(h, "0-9 * # send");
}

static void add_groups(struct hints *h, const struct ui *ui)
{
	for (const struct action_group *g = action_groups; g->title; g++)
		add_group(h, ui, g->actions);
}

static void add_go_to(struct hints *h, const struct ui *ui)
{
	struct key g = { 'g', false };

	if (keymap_is_prefix(ui->keymap, action_context(ui), g))
		add_text(h, "g go to");
}

/* Its own keys, and those that take a call from there. */
static void make_form(struct hints *h, const struct ui *ui)
{
	if (ui_target(ui)) {
		add_from_field(h, ui, "answer", "answer");
		add_from_field(h, ui, "reject", "reject");
	}
	if (ui->typing && ui->mode != LINE_FIELD)
		add_group(h, ui, line_actions);
	else
		add_group(h, ui, form_actions);
}

static void make_learn(struct hints *h, const struct ui *ui)
{
	(void)ui;
	add_text(h, "Esc Esc back");
}

static bool reads_page(const struct ui *ui)
{
	return ui->page && !ui->typing;
}

static bool is_alone(const struct ui *ui)
{
	return !ui->connected && !ui->typing;
}

static bool has_no_calls(const struct ui *ui)
{
	return !ui->model->n_sessions && !ui->typing;
}

static bool on_pad(const struct ui *ui)
{
	return ui->tones_session;
}

static bool in_tab(const struct ui *ui, enum tab tab)
{
	return ui->focus == PANE_BROWSER && ui->tab == tab && !ui->page &&
		!ui->typing;
}

static bool in_trace(const struct ui *ui)
{
	return in_tab(ui, TAB_TRACE);
}

static bool in_quality(const struct ui *ui)
{
	return in_tab(ui, TAB_QUALITY);
}

static bool in_contacts(const struct ui *ui)
{
	return in_tab(ui, TAB_CONTACTS);
}

static bool in_detail(const struct ui *ui)
{
	return ui->focus == PANE_DETAIL && !ui->typing;
}

static bool rings_in_field(const struct ui *ui)
{
	return ui->typing && ui_target(ui);
}

static bool asks_in_field(const struct ui *ui)
{
	return ui->typing && ui->connected && ui_asking(ui);
}

static bool in_transfer(const struct ui *ui)
{
	return ui->typing && ui->mode == LINE_TRANSFER;
}

static bool in_panes(const struct ui *ui)
{
	return !ui->typing && !ui->page;
}

static bool in_quiet_panes(const struct ui *ui)
{
	return in_panes(ui) && !ui_target(ui);
}

static bool out_of_fields(const struct ui *ui)
{
	return !ui->typing;
}

#define PART_NAMES 8

/* A part of the bar: where it is shown, and what it says. */
struct part {
	bool (*applies)(const struct ui *);	/* NULL: always */
	void (*add)(struct hints *, const struct ui *);
	const char *names[PART_NAMES];	/* after `add`, if there is one */
};

/* In their order on the bar: the most urgent of the place comes first. */
static const struct part parts[] = {
	{ reads_page, add_scroll, { "search", "detach" } },
	{ is_alone, NULL, { "sign in", "try now", "start engine", "detach" } },
	{ has_no_calls, NULL, { "help", "command" } },
	{ on_pad, add_send, { "tones stop", "pad leave", "secret digits" } },
	{ in_trace, NULL, { "message whole", "message headers", "message save",
		"parties right", "parties left" } },
	{ in_quality, NULL, { "quality earlier", "quality later",
		"quality more", "quality closer", "quality next call",
		"quality copy", "quality save" } },
	{ in_contacts, NULL, { "call contact", "edit contact", "new contact",
		"favourite", "copy number", "delete contact" } },
	{ in_detail, NULL, { "register", "forward" } },
	{ rings_in_field, add_answer, { NULL } },
	{ asks_in_field, add_consent, { NULL } },
	{ in_transfer, add_prompt, { NULL } },
	{ in_panes, NULL, { "answer", "end and answer", "reject", "quiet",
		"yes", "no" } },
	{ in_quiet_panes, add_consultation, { NULL } },
	{ in_quiet_panes, add_conference, { NULL } },
	{ NULL, add_groups, { NULL } },
	{ out_of_fields, add_go_to, { NULL } },
};

static void add_part(struct hints *h, const struct ui *ui,
	const struct part *part)
{
	if (part->applies && !part->applies(ui))
		return;
	if (part->add)
		part->add(h, ui);
	for (int i = 0; i < PART_NAMES && part->names[i]; i++)
		add_named(h, ui, part->names[i]);
}

void hints_make(struct hints *h, const struct ui *ui)
{
	h->n = 0;
	if (ui->prefix) {
		make_prefix(h, ui);
		return;
	}
	if (ui->page == PAGE_FORM) {
		make_form(h, ui);
		return;
	}
	if (ui->page == PAGE_LEARN) {
		make_learn(h, ui);
		return;
	}
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		add_part(h, ui, &parts[i]);
}
