#include "widgets/form.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* --- making ---------------------------------------------------------------*/

struct form *form_new(void)
{
	return mem_new_of(struct form);
}

static void field_free(struct field *f)
{
	free(f->name);
	free(f->label);
	free(f->help);
	free(f->note);
	free(f->usual);
	free(f->joined);
	mem_wipe_text(f->was);
	for (int i = 0; i < f->n_words; i++) {
		free(f->words[i].word);
		free(f->words[i].shown);
	}
	free(f->words);
	explicit_bzero(&f->edit, sizeof f->edit);
	free(f);
}

void form_free(struct form *form)
{
	if (!form)
		return;
	for (int i = 0; i < form->n; i++)
		field_free(form->fields[i]);
	free(form);
}

static bool has_words(const struct field *f)
{
	return f->kind == FIELD_CHOICE || f->kind == FIELD_LIST;
}

static void join(struct field *f)
{
	size_t size = 1;

	for (int i = 0; i < f->n_words; i++)
		size += strlen(f->words[i].word) + 1;
	f->joined = mem_grow(f->joined, size);
	f->joined[0] = '\0';
	for (int i = 0; i < f->n_words; i++) {
		if (!f->words[i].on)
			continue;
		if (*f->joined)
			strcat(f->joined, ",");
		strcat(f->joined, f->words[i].word);
	}
}

void field_add_word(struct field *f, const char *word, const char *shown)
{
	if (!has_words(f) || f->n_words == FIELD_WORDS)
		return;
	f->words = mem_grow(f->words, (f->n_words + 1) * sizeof *f->words);
	f->words[f->n_words++] = (struct field_word){ mem_text(word),
		mem_text(shown ? shown : word), true };
	if (f->kind == FIELD_LIST)
		join(f);
}

static void add_words(struct field *f, const char *words)
{
	while (words && *words) {
		size_t n = strcspn(words, "|");
		char *word = mem_text_n(words, n);

		field_add_word(f, word, NULL);
		free(word);
		words += n + (words[n] == '|');
	}
}

static bool can_have_focus(const struct field *f)
{
	return f->kind != FIELD_NOTE;
}

static void take(struct field *f, const struct field_params *p)
{
	f->kind = p->kind;
	f->name = mem_text(p->name ? p->name : "");
	f->label = mem_text(p->label ? p->label : "");
	f->help = mem_text(p->help);
	f->note = mem_text(p->note);
	f->usual = mem_text(p->usual);
	f->check = p->check;
	f->must = p->must;
	f->fixed = p->fixed;
	f->beside = p->beside;
}

struct field *form_add(struct form *form, const struct field_params *p)
{
	const char *value = p->value ? p->value : p->usual;
	struct field *f;

	if (form->n == FORM_FIELDS)
		return form->fields[form->n - 1];
	f = mem_new_of(struct field);
	take(f, p);
	add_words(f, p->words);
	if (value)
		field_set(f, value);
	f->was = mem_text(field_value(f));
	if (form->focus == form->n && !can_have_focus(f))
		form->focus++;
	form->fields[form->n++] = f;
	return f;
}

/* --- finding --------------------------------------------------------------*/

struct field *form_find(const struct form *form, const char *name)
{
	for (int i = 0; i < form->n; i++)
		if (!strcmp(form->fields[i]->name, name))
			return form->fields[i];
	return NULL;
}

struct field *form_focused(const struct form *form)
{
	return form->focus < form->n ? form->fields[form->focus] : NULL;
}

bool form_focus(struct form *form, const struct field *f)
{
	for (int i = 0; i < form->n; i++)
		if (form->fields[i] == f && can_have_focus(f)) {
			form->focus = i;
			return true;
		}
	return false;
}

/* --- values ---------------------------------------------------------------*/

const char *field_value(const struct field *f)
{
	switch (f->kind) {
	case FIELD_CHOICE:
		return f->n_words ? f->words[f->at].word : "";
	case FIELD_SWITCH:
		return f->on ? "yes" : "no";
	case FIELD_LIST:
		return f->joined ? f->joined : "";
	default:
		return f->edit.text;
	}
}

static int word_index(const struct field *f, const char *word, size_t n)
{
	for (int i = 0; i < f->n_words; i++)
		if (strlen(f->words[i].word) == n &&
				!memcmp(f->words[i].word, word, n))
			return i;
	return -1;
}

static void choose_word(struct field *f, const char *word)
{
	if (word_index(f, word, strlen(word)) < 0)
		field_add_word(f, word, NULL);
	f->at = word_index(f, word, strlen(word));
	if (f->at < 0)				/* no room for it */
		f->at = 0;
}

static void swap_words(struct field *f, int i, int j)
{
	struct field_word word = f->words[i];

	f->words[i] = f->words[j];
	f->words[j] = word;
}

static void move_word(struct field *f, int from, int to)
{
	for (; from > to; from--)
		swap_words(f, from, from - 1);
	for (; from < to; from++)
		swap_words(f, from, from + 1);
}

/* Those of value first, in its order; the others behind them, off. */
static void set_list(struct field *f, const char *value)
{
	int n_on = 0;

	for (int i = 0; i < f->n_words; i++)
		f->words[i].on = false;
	while (*value) {
		size_t n = strcspn(value, ",");
		int i = word_index(f, value, n);

		if (i >= n_on) {
			f->words[i].on = true;
			move_word(f, i, n_on++);
		}
		value += n + (value[n] == ',');
	}
	join(f);
}

void field_set(struct field *f, const char *value)
{
	f->wrong = NULL;
	if (f->kind == FIELD_CHOICE)
		choose_word(f, value);
	else if (f->kind == FIELD_SWITCH)
		f->on = !strcmp(value, "yes") || !strcmp(value, "on");
	else if (f->kind == FIELD_LIST)
		set_list(f, value);
	else
		line_edit_set(&f->edit, value);
}

void field_rename(struct field *f, const char *label)
{
	mem_set(&f->label, label);
}

void field_note(struct field *f, const char *note)
{
	mem_set(&f->note, note);
}

bool field_changed(const struct field *f)
{
	return !f->fixed && f->kind != FIELD_NOTE && f->kind != FIELD_BUTTON &&
		strcmp(field_value(f), f->was) != 0;
}

bool form_changed(const struct form *form)
{
	for (int i = 0; i < form->n; i++)
		if (field_changed(form->fields[i]))
			return true;
	return false;
}

void form_saved(struct form *form)
{
	for (int i = 0; i < form->n; i++) {
		struct field *f = form->fields[i];

		mem_wipe_text(f->was);
		f->was = mem_text(field_value(f));
	}
}

/* --- checks ---------------------------------------------------------------*/

static bool check(struct field *f)
{
	const char *value = field_value(f);

	f->wrong = NULL;
	if (f->fixed || f->kind == FIELD_NOTE || f->kind == FIELD_BUTTON)
		return true;
	if (!*value)
		f->wrong = f->must ? "expected something here" : NULL;
	else if (f->check)
		f->wrong = f->check(value);
	return !f->wrong;
}

struct field *form_check(struct form *form)
{
	struct field *first = NULL;

	for (int i = 0; i < form->n; i++)
		if (!check(form->fields[i]) && !first) {
			first = form->fields[i];
			form->focus = i;
		}
	return first;
}

/* --- keys -----------------------------------------------------------------*/

bool form_move(struct form *form, int by)
{
	int to = form->focus;

	if (!form_focused(form))
		return false;
	check(form->fields[form->focus]);
	form->fields[form->focus]->revealed = false;
	do
		to = (to + by + form->n) % form->n;
	while (!can_have_focus(form->fields[to]));
	form->focus = to;
	return true;
}

static struct field *changeable(const struct form *form, enum field_kind kind)
{
	struct field *f = form_focused(form);

	return f && f->kind == kind && !f->fixed ? f : NULL;
}

struct line_edit *form_edit(const struct form *form)
{
	struct field *f = changeable(form, FIELD_TEXT);

	if (!f)
		f = changeable(form, FIELD_SECRET);
	return f ? &f->edit : NULL;
}

void form_edited(struct form *form)
{
	if (form_focused(form))
		form_focused(form)->wrong = NULL;
}

/* The buttons of one row. */
static bool step_beside(struct form *form, int by)
{
	int to = form->focus + by;

	if (to < 0 || to >= form->n ||
			!form->fields[by > 0 ? to : form->focus]->beside)
		return false;
	form->focus = to;
	return true;
}

bool form_choose(struct form *form, int by)
{
	struct field *f = form_focused(form);

	if (!f)
		return false;
	if (f->kind == FIELD_BUTTON)
		return step_beside(form, by);
	if (f->kind == FIELD_SWITCH)
		return form_toggle(form);
	if (!has_words(f) || f->fixed || !f->n_words)
		return false;
	f->at = (f->at + by + f->n_words) % f->n_words;
	return true;
}

bool form_toggle(struct form *form)
{
	struct field *f = form_focused(form);

	if (!f || f->fixed)
		return false;
	if (f->kind == FIELD_CHOICE)
		return form_choose(form, 1);
	if (f->kind == FIELD_SWITCH)
		f->on = !f->on;
	else if (f->kind == FIELD_LIST && f->n_words)
		f->words[f->at].on = !f->words[f->at].on;
	else
		return false;
	if (f->kind == FIELD_LIST)
		join(f);
	f->wrong = NULL;
	return true;
}

bool form_shift(struct form *form, int by)
{
	struct field *f = changeable(form, FIELD_LIST);
	int to = f ? f->at + by : -1;

	if (to < 0 || to >= f->n_words)
		return false;
	swap_words(f, f->at, to);
	f->at = to;
	join(f);
	return true;
}

bool form_reveal(struct form *form)
{
	struct field *f = changeable(form, FIELD_SECRET);

	if (f)
		f->revealed = !f->revealed;
	return f != NULL;
}
