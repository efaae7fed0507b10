/* offhook-ui.conf: every row of its table is a field. */
#include <stdio.h>
#include <string.h>

#include "form_page.h"
#include "keys_load.h"
#include "settings_page.h"
#include "settings_saving.h"

static enum field_kind kind_of(const struct setting *s)
{
	return s->kind == SETTING_WORD ? FIELD_CHOICE :
		s->kind == SETTING_SWITCH ? FIELD_SWITCH : FIELD_TEXT;
}

static void add(struct ui *ui, struct form *form)
{
	const struct setting *s;
	char value[SETTING_TEXT_MAX];

	for (int i = 0; (s = settings_at(i)); i++) {
		settings_text(&ui->settings, s, value);
		form_add(form, &(struct field_params){ .kind = kind_of(s),
			.name = s->name, .label = s->name, .value = value,
			.usual = s->usual, .words = s->words,
			.help = s->help });
	}
}

/* The value as the file has it. */
static const char *text_of(const struct field *f)
{
	return f->kind == FIELD_SWITCH ? f->on ? "on" : "off" :
		field_value(f);
}

static const char *check(struct ui *ui, const struct field *f)
{
	const struct setting *s = settings_find(f->name);
	struct settings scratch;
	bool right;

	if (!s)
		return NULL;
	settings_init(&scratch);
	right = settings_set(&scratch, s, text_of(f), ui->form_wrong);
	settings_clear(&scratch);
	return right ? NULL : ui->form_wrong;
}

static void save(struct ui *ui)
{
	setting_set set = 0;

	for (int i = 0; i < ui->form->n; i++) {
		const struct field *f = ui->form->fields[i];
		const struct setting *s = settings_find(f->name);

		if (!s || !field_changed(f) || !settings_set(&ui->settings, s,
				text_of(f), ui->form_wrong))
			continue;
		set |= settings_file_bit(s);
	}
	if (!set)
		notice_add(ui->notices, NOTICE_KEY, "nothing has changed");
	form_saved(ui->form);
	settings_saving_start(ui, set, false);
	if (set & settings_file_bit(settings_find("keys")))
		keys_load(ui, true);
	ui->redraw = set != 0;
}

const struct settings_tab_view look_settings = { .name = "Look",
	.add = add, .save = save, .check = check };
