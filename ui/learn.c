#include "learn.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "input.h"
#include "keymap.h"
#include "ui.h"

#define SILENCE_MS 10000

struct learn {
	struct learnt rows[LEARN_ROWS];
	int n;
	char raw[LEARN_BYTES];		/* of the key that comes, as text */
	bool told;			/* it has its row */
	bool esc;			/* the last key was one */
	int64_t until;
};

void learn_start(struct ui *ui)
{
	learn_end(ui);
	ui->learn = mem_new_of(struct learn);
	ui->learn->until = clock_ms() + SILENCE_MS;
	ui->page = PAGE_LEARN;
}

void learn_end(struct ui *ui)
{
	if (ui->learn && ui->page == PAGE_LEARN)
		ui->page = PAGE_PANES;
	free(ui->learn);
	ui->learn = NULL;
}

bool learn_is_on(const struct ui *ui)
{
	return ui->learn;
}

/* As text that no terminal obeys. */
static void add_byte(char text[LEARN_BYTES], unsigned char c)
{
	char name[8];

	if (c == 0x1b)
		strcpy(name, "Esc");
	else if (c == ' ')
		strcpy(name, "Space");
	else if (c < 0x20 || c == 0x7f)
		snprintf(name, sizeof name, "^%c", c ^ 0x40);
	else if (c > 0x7f)
		snprintf(name, sizeof name, "\\x%02x", c);
	else
		snprintf(name, sizeof name, "%c", c);
	if (strlen(text) + strlen(name) + 2 > LEARN_BYTES)
		return;
	if (*text)
		strcat(text, " ");
	strcat(text, name);
}

void learn_byte(struct ui *ui, char byte)
{
	struct learn *l = ui->learn;

	l->until = clock_ms() + SILENCE_MS;
	if (l->told)
		l->raw[0] = '\0';
	l->told = false;
	add_byte(l->raw, (unsigned char)byte);
}

static struct learnt *new_row(struct learn *l)
{
	memmove(l->rows + 1, l->rows, (LEARN_ROWS - 1) * sizeof *l->rows);
	if (l->n < LEARN_ROWS)
		l->n++;
	memset(&l->rows[0], 0, sizeof l->rows[0]);
	strcpy(l->rows[0].bytes, l->raw);
	l->told = true;
	return &l->rows[0];
}

static void meaning(const struct ui *ui, int context, struct key k,
	char text[48])
{
	const struct binding *b = input_find(ui, context, k);

	if (keymap_is_prefix(ui->keymap, context, k))
		snprintf(text, 48, "the first of two keys");
	else if (b)
		snprintf(text, 48, "%s%s%.20s", b->command.action->name,
			b->command.argument ? " " : "",
			b->command.argument ? b->command.argument : "");
}

/* A character is text in the line, whatever it is elsewhere. */
static bool is_text(struct key k)
{
	return !k.alt && k.code >= 0x20 && k.code < KEYS_UP &&
		k.code != KEYS_BACKSPACE;
}

void learn_key(struct ui *ui, struct key k)
{
	struct learn *l = ui->learn;
	bool esc = k.code == KEYS_ESC && !k.alt;
	struct learnt *row;

	if (esc && l->esc) {
		learn_end(ui);
		return;
	}
	l->esc = esc;
	row = new_row(l);
	key_name(k, row->name);
	meaning(ui, IN_CALLS, k, row->in_panes);
	if (is_text(k))
		strcpy(row->in_line, "text");
	else
		meaning(ui, IN_LINE, k, row->in_line);
}

void learn_other(struct ui *ui, const char *what)
{
	ui->learn->esc = false;
	snprintf(new_row(ui->learn)->name, sizeof ui->learn->rows->name, "%s",
		what);
}

void learn_taken(struct ui *ui, bool more_may_come)
{
	if (ui->learn && !more_may_come && !ui->learn->told &&
			*ui->learn->raw)
		learn_other(ui, "(no key)");
}

int64_t learn_deadline(const struct ui *ui)
{
	return ui->learn ? ui->learn->until : -1;
}

void learn_tick(struct ui *ui)
{
	if (ui->learn && clock_ms() >= ui->learn->until)
		learn_end(ui);
}

const struct learnt *learn_at(const struct ui *ui, int i)
{
	return ui->learn && i < ui->learn->n ? &ui->learn->rows[i] : NULL;
}
