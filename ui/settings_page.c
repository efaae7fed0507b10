#include "settings_page.h"

#include <stdio.h>
#include <string.h>

#include "form_page.h"

static const struct settings_tab_view *const tabs[SETTINGS_TABS] = {
	[SETTINGS_ACCOUNTS] = &accounts_settings,
	[SETTINGS_AUDIO] = &audio_settings, [SETTINGS_CALLS] = &calls_settings,
	[SETTINGS_LOOK] = &look_settings, [SETTINGS_KEYS] = &keys_settings,
	[SETTINGS_NETWORK] = &network_settings,
	[SETTINGS_ABOUT] = &about_settings,
};

static const struct form_owner owner;

static const struct settings_tab_view *shown(const struct ui *ui)
{
	return tabs[ui->settings_tab];
}

static void add_tabs(struct form *form, int tab)
{
	struct field *f = form_add(form, &(struct field_params){
		.kind = FIELD_CHOICE, .name = "tab", .label = "" });

	for (int i = 0; i < SETTINGS_TABS; i++)
		field_add_word(f, tabs[i]->name, NULL);
	field_set(f, tabs[tab]->name);
	form_add(form, &(struct field_params){ .kind = FIELD_NOTE });
	form_saved(form);
}

static struct form *make(struct ui *ui)
{
	struct form *form = form_new();

	add_tabs(form, ui->settings_tab);
	shown(ui)->add(ui, form);
	form_saved(form);
	return form;
}

static void opened(struct ui *ui)
{
	if (shown(ui)->opened)
		shown(ui)->opened(ui);
}

void settings_page_open(struct ui *ui, enum settings_tab tab)
{
	ui->settings_tab = tab;
	form_page_open(ui, &owner, make(ui));
	opened(ui);
}

void settings_page_return(struct ui *ui)
{
	struct form *form = form_page_of(ui, &owner);

	if (!form || !form_changed(form) || !form_page_return(ui, &owner))
		settings_page_open(ui, ui->settings_tab);
}

void settings_page_tell(struct form *form, const char *label, const char *text,
	const char *note)
{
	form_add(form, &(struct field_params){ .kind = FIELD_TEXT,
		.label = label, .value = text ? text : "", .note = note,
		.fixed = true });
}

/* --- from tab to tab ------------------------------------------------------*/

static bool others_changed(const struct form *form)
{
	for (int i = 1; i < form->n; i++)
		if (field_changed(form->fields[i]))
			return true;
	return false;
}

/* What was changed there is lost; that is asked about once. */
static void go_to(struct ui *ui, struct field *f)
{
	int tab = f->at;

	if (others_changed(ui->form) && !ui->settings_asked) {
		ui->settings_asked = true;
		field_set(f, shown(ui)->name);
		notice_add(ui->notices, NOTICE_KEY, "not saved: ^S saves, the "
			"same key again throws it away");
		return;
	}
	ui->settings_asked = false;
	ui->settings_tab = tab;
	form_page_replace(ui, make(ui));
	opened(ui);
}

static void changed(struct ui *ui, struct field *f)
{
	if (!strcmp(f->name, "tab"))
		go_to(ui, f);
	else if (shown(ui)->changed)
		shown(ui)->changed(ui, f);
}

/* --------------------------------------------------------------------------*/

static void save(struct ui *ui)
{
	shown(ui)->save(ui);
}

static bool can_save(const struct ui *ui)
{
	return shown(ui)->save != NULL;
}

static void press(struct ui *ui, const struct field *f)
{
	if (shown(ui)->press)
		shown(ui)->press(ui, f);
}

static const char *check(struct ui *ui, const struct field *f)
{
	return shown(ui)->check ? shown(ui)->check(ui, f) : NULL;
}

static void heading(const struct ui *ui, char *text, int size)
{
	snprintf(text, size, "Settings: %s", shown(ui)->name);
}

static int below(struct ui *ui, const struct area *a)
{
	struct area under = { a->row + 1, a->column, a->rows - 1, a->columns };

	return shown(ui)->below && under.rows > 0 ?
		shown(ui)->below(ui, &under) : 0;
}

static const struct form_owner owner = { .heading = heading, .below = below,
	.save = save, .can_save = can_save, .press = press,
	.changed = changed, .check = check };
