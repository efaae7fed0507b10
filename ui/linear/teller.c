#include "linear/teller.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/text.h"
#include "times.h"

struct teller {
	struct outlet *outlet;		/* of the linear mode */
	bool by_key;
	struct prompt prompt;
	char *held[TELLER_HELD];	/* owned */
	int n_held;
	long more_held;			/* than there is room for */
	int64_t last_key;		/* clock_ms */
};

struct teller *teller_new(struct outlet *outlet, bool by_key, const char *label)
{
	struct teller *t = mem_new_of(struct teller);

	t->outlet = outlet;
	t->by_key = by_key;
	t->prompt = (struct prompt){ .outlet = outlet, .label = label,
		.columns = 80 };
	return t;
}

void teller_free(struct teller *t)
{
	if (!t)
		return;
	for (int i = 0; i < t->n_held; i++)
		free(t->held[i]);
	free(t);
}

/* --- lines -----------------------------------------------------------------*/

static void write_line(struct teller *t, const char *text)
{
	prompt_make_way(&t->prompt);
	outlet_line(t->outlet, text);
}

static void write_held(struct teller *t)
{
	char more[64];

	for (int i = 0; i < t->n_held; i++) {
		write_line(t, t->held[i]);
		free(t->held[i]);
	}
	t->n_held = 0;
	if (!t->more_held)
		return;
	snprintf(more, sizeof more, "%ld more: log tells them", t->more_held);
	t->more_held = 0;
	write_line(t, more);
}

void teller_say(struct teller *t, const char *format, ...)
{
	char *text;
	va_list args;

	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		abort();
	va_end(args);
	text_clean_line(text);
	write_line(t, text);
	free(text);
}

bool teller_is_typed(const struct teller *t)
{
	return t->by_key && t->prompt.edit.length &&
		clock_ms() < t->last_key + TELLER_HOLD_MS;
}

static void hold(struct teller *t, char *line)
{
	if (t->n_held < TELLER_HELD) {
		t->held[t->n_held++] = line;
		return;
	}
	t->more_held++;
	free(line);
}

void teller_event(struct teller *t, int64_t wall, const char *text)
{
	char second[TIMES_TEXT], *line;

	times_second(wall, second);
	line = mem_format("%s %s", second, text);
	text_clean_line(line);
	if (teller_is_typed(t)) {
		hold(t, line);
		return;
	}
	write_held(t);
	write_line(t, line);
	free(line);
}

void teller_bell(struct teller *t)
{
	if (t->by_key)
		outlet_put(t->outlet, "\a", 1);
}

/* --- the prompt ------------------------------------------------------------*/

void teller_prompt(struct teller *t)
{
	if (t->by_key)
		prompt_out(&t->prompt);
}

struct line_edit *teller_line(struct teller *t)
{
	return &t->prompt.edit;
}

void teller_columns(struct teller *t, int columns)
{
	t->prompt.columns = columns;
}

void teller_typed(struct teller *t)
{
	t->last_key = clock_ms();
	prompt_out(&t->prompt);
	prompt_changed(&t->prompt);
}

void teller_enter(struct teller *t, char text[LINE_MAX_BYTES + 1])
{
	strcpy(text, t->prompt.edit.text);
	prompt_enter(&t->prompt);
	line_edit_set(&t->prompt.edit, "");
	write_held(t);
}

void teller_cancel(struct teller *t)
{
	prompt_enter(&t->prompt);
	line_edit_set(&t->prompt.edit, "");
	write_held(t);
}

/* --- time ------------------------------------------------------------------*/

bool teller_holds(const struct teller *t)
{
	return t->n_held > 0;
}

int64_t teller_deadline(const struct teller *t)
{
	return teller_holds(t) ? t->last_key + TELLER_HOLD_MS : -1;
}

void teller_tick(struct teller *t)
{
	if (!teller_holds(t) || clock_ms() < teller_deadline(t))
		return;
	write_held(t);
	teller_prompt(t);
}
