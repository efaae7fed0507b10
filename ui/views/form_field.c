#include "views/form_field.h"

#include <stdio.h>
#include <string.h>

#include "cells.h"

#define LABEL_MOST 20
#define NARROW 60		/* columns; labels are shorter */
#define STARS 24		/* of a secret, at most */

/* A note of which there is nothing but its label. */
static bool is_heading(const struct field *f)
{
	return f->kind == FIELD_NOTE && *f->label && !*f->edit.text;
}

static bool has_label(const struct field *f)
{
	return f->kind != FIELD_BUTTON && *f->label && !is_heading(f);
}

int form_field_label(const struct form *form, const struct area *a)
{
	int most = 0, limit = a->columns < NARROW ? 15 : LABEL_MOST;

	for (int i = 0; i < form->n; i++) {
		int n = has_label(form->fields[i]) ?
			cells_width(form->fields[i]->label) + 4 : 0;

		most = n > most ? n : most;
	}
	return most > limit ? limit : most;
}

struct pen {
	const struct area *a;
	int row, column;
};

static void put(struct pen *p, enum role role, const char *text)
{
	p->column += screen_text(p->a, p->row, p->column,
		p->a->columns - p->column, role, text);
}

static void put_around(struct pen *p, enum role role, const char *before,
	const char *text, const char *behind)
{
	p->column += screen_format(p->a, p->row, p->column,
		p->a->columns - p->column, role, "%s%s%s", before, text,
		behind);
}

/* --- the label ------------------------------------------------------------*/

/* "  SIP address .... " */
static void draw_label(struct pen *p, const struct field *f, bool focused,
	bool dots, int width)
{
	static const char line[] = "........................";
	int end = p->column + width, n;

	put(p, focused ? ROLE_HEADING : ROLE_NORMAL, f->label);
	n = end - p->column - 2;
	p->column++;
	if (dots && f->kind != FIELD_NOTE && n > 0 && n < (int)sizeof line)
		put(p, ROLE_DIM, line + sizeof line - 1 - n);
	p->column = end;
}

/* --- values ---------------------------------------------------------------*/

static void draw_secret(struct pen *p, const struct field *f)
{
	static const char stars[STARS + 1] = "************************";
	int n = cells_width(f->edit.text);

	if (f->revealed)
		put(p, ROLE_NORMAL, f->edit.text);
	else
		put(p, ROLE_NORMAL, stars + STARS - (n > STARS ? STARS : n));
}

static bool is_usual(const struct field *f, int i)
{
	return f->usual && !strcmp(f->words[i].word, f->usual);
}

static int words_width(const struct field *f)
{
	int width = 0;

	for (int i = 0; i < f->n_words; i++)
		width += cells_width(f->words[i].shown) + 3;
	return width;
}

/* "(auto) udp [tcp]"; where they do not fit: "[tcp]  3 of 4". */
static void draw_choice(struct pen *p, const struct field *f, bool focused)
{
	enum role chosen = focused ? ROLE_SELECT : ROLE_BOLD;

	if (!f->n_words)
		return;
	if (f->fixed) {
		put(p, ROLE_NORMAL, f->words[f->at].shown);
		return;
	}
	if (words_width(f) > p->a->columns - p->column) {
		char text[32];

		put_around(p, chosen, "[", f->words[f->at].shown, "]");
		snprintf(text, sizeof text, "  %d of %d", f->at + 1,
			f->n_words);
		put(p, ROLE_DIM, text);
		return;
	}
	for (int i = 0; i < f->n_words; i++) {
		p->column += i > 0;
		if (i == f->at)
			put_around(p, chosen, "[", f->words[i].shown, "]");
		else if (is_usual(f, i))
			put_around(p, ROLE_NORMAL, "(", f->words[i].shown, ")");
		else
			put(p, ROLE_NORMAL, f->words[i].shown);
	}
}

/* "1 opus  2 PCMA  - PCMU": what is on has its place. */
static void draw_list(struct pen *p, const struct field *f, bool focused)
{
	int place = 0;

	for (int i = 0; i < f->n_words; i++) {
		const struct field_word *w = &f->words[i];
		bool here = focused && !f->fixed && i == f->at;
		char text[80];

		if (f->fixed && !w->on)
			continue;
		if (w->on)
			snprintf(text, sizeof text, "%d %.60s", ++place,
				w->shown);
		else
			snprintf(text, sizeof text, "- %.60s", w->shown);
		if (here)
			put_around(p, ROLE_SELECT, "[", text, "]");
		else
			put_around(p, w->on ? ROLE_NORMAL : ROLE_DIM, " ", text,
				" ");
	}
}

static void draw_text(struct pen *p, const struct field *f)
{
	if (!*f->edit.text && f->usual && *f->usual)
		put_around(p, ROLE_DIM, "(", f->usual, ")");
	else
		put(p, ROLE_NORMAL, f->edit.text);
}

static void draw_value(struct pen *p, const struct field *f, bool focused)
{
	switch (f->kind) {
	case FIELD_SECRET:
		draw_secret(p, f);
		return;
	case FIELD_CHOICE:
		draw_choice(p, f, focused);
		return;
	case FIELD_SWITCH:
		put(p, focused ? ROLE_SELECT : ROLE_NORMAL,
			f->on ? "[x]" : "[ ]");
		return;
	case FIELD_LIST:
		draw_list(p, f, focused);
		return;
	case FIELD_BUTTON:
		put_around(p, focused ? ROLE_SELECT : ROLE_NORMAL, "[ ",
			f->label, " ]");
		return;
	default:
		draw_text(p, f);
	}
}

/* --------------------------------------------------------------------------*/

int form_field_draw(const struct field *f, bool focused, bool dots,
	const struct area *a, int row, int column, int label)
{
	struct pen p = { a, row, column ? column : 2 };
	int start = p.column;

	if (!column && f->wrong)
		screen_text(a, row, 0, 1, ROLE_WARNING, "!");
	if (!column && focused)
		screen_text(a, row, 1, 1, ROLE_NORMAL, ">");
	if (is_heading(f))
		put(&p, ROLE_BOLD, f->label);
	if (has_label(f))
		draw_label(&p, f, focused, dots, label);
	start = p.column;
	draw_value(&p, f, focused);
	if (!f->wrong && !f->note)
		return p.column;
	p.column += p.column > start ? 2 : 0;
	put(&p, f->wrong ? ROLE_WARNING : ROLE_DIM, f->wrong ? f->wrong :
		f->note);
	return p.column;
}
