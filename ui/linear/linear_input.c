/* What is typed, or read from a file or a pipe. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/text.h"
#include "linear/linear_private.h"

/* --- orders ----------------------------------------------------------------*/

void linear_on_nobody(void *arg)
{
	struct linear *l = arg;

	script_result(l->script, ORDER_UNKNOWN);
}

/* What was held until now may be about another call than was meant. */
static void guard(struct linear *l)
{
	const struct session *target = ui_target(&l->ui);
	int64_t until = clock_ms() + UI_GUARD_MS;

	if (l->known_target && target && target->id != l->known_target)
		l->ui.target_guard = until;
	if (l->known_selected && l->ui.selected != l->known_selected)
		l->ui.selected_guard = until;
}

static void run_order(struct linear *l, const char *line)
{
	struct orders orders = { &l->ui, l->teller, l->question };

	l->errors = false;
	script_result(l->script, order_run(&orders, line));
	if (l->errors)
		script_error(l->script);
	linear_write_told(l, "");
	ui_settle_key(&l->ui);
	pause_fulfil(l->pause);
	linear_tell_selected(l, false);
	l->prompt_at = clock_ms() + LINEAR_PROMPT_MS;
}

static void enter(struct linear *l)
{
	char line[LINE_MAX_BYTES + 1];
	bool held = teller_holds(l->teller);

	teller_enter(l->teller, line);
	typing_remember(l->typing, line);
	if (held)
		guard(l);
	run_order(l, line);
}

/* --- input -----------------------------------------------------------------*/

void linear_on_key(void *arg, struct key key)
{
	struct linear *l = arg;

	notice_key(l->ui.notices);
	if (pause_waits(l->pause))
		pause_stop(l->pause);
	switch (typing_key(l->typing, teller_line(l->teller), key)) {
	case TYPED_NOTHING:
		break;
	case TYPED_EDIT:
		teller_typed(l->teller);
		break;
	case TYPED_ENTER:
		enter(l);
		break;
	case TYPED_CANCEL:
		pause_stop(l->pause);
		question_drop(l->question);
		teller_cancel(l->teller);
		break;
	case TYPED_END:
		l->ui.quit = true;
		break;
	case TYPED_SUSPEND:
		l->ui.suspend = true;
		break;
	}
}

void linear_on_paste(void *arg, const char *text)
{
	struct linear *l = arg;
	char *line = mem_text(text);

	for (char *c = line; (c = strpbrk(c, "\r\n\t")); )
		*c = ' ';
	text_clean_line(line);
	line_edit_insert_text(teller_line(l->teller), line);
	teller_typed(l->teller);
	free(line);
}

void linear_on_line(void *arg, const char *line)
{
	struct linear *l = arg;

	script_add(l->script, line);
}

void linear_on_too_long(void *arg)
{
	struct linear *l = arg;

	teller_say(l->teller, "a line of more than %d bytes is left out",
		LINE_MAX_BYTES);
	script_result(l->script, ORDER_UNKNOWN);
}

void linear_on_end(void *arg)
{
	struct linear *l = arg;

	l->ended = true;
	l->gone |= l->by_key;
}

/* --- the script ------------------------------------------------------------*/

/* Who types needs not wait: a call that rings can be given up. */
static bool is_ready(const struct linear *l)
{
	if (!l->is_script)
		return l->first_until < 0 && !l->ui.quit;
	return l->first_until < 0 && !pause_waits(l->pause) && !l->ui.quit &&
		script_is_settled(&l->ui);
}

void linear_run_lines(struct linear *l)
{
	char *line;

	while (is_ready(l) && (line = script_take(l->script))) {
		if (!l->is_script && pause_waits(l->pause))
			pause_stop(l->pause);
		run_order(l, line);
		free(line);
	}
	if (l->ended && script_is_empty(l->script) && is_ready(l))
		l->ui.quit = true;
}
