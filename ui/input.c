#include "input.h"

#include <stdlib.h>
#include <string.h>

#include "action.h"
#include "base/clock.h"
#include "base/mem.h"
#include "keymap.h"
#include "learn.h"
#include "number.h"
#include "prompts.h"
#include "tones.h"

static bool is_letter(struct key k)
{
	return !k.alt && ((k.code >= 'a' && k.code <= 'z') ||
		(k.code >= 'A' && k.code <= 'Z') ||
		(k.code >= 0xc0 && k.code < KEYS_UP));
}

static bool is_printable(struct key k)
{
	return !k.alt && k.code >= 0x20 && k.code < KEYS_UP && k.code != 0x7f;
}

static bool is_dialled(struct key k)
{
	return !k.alt && ((k.code >= '0' && k.code <= '9') || k.code == '+' ||
		k.code == '*' || k.code == '#');
}

/* --- commands that wait for a second letter ----------------------------------
 *
 *	b                      250 ms         hangs up
 *	b o                    neither acts: a name is being typed
 *	b Down                 hangs up at once, then moves
 */

static void show_delayed(struct ui *ui, const struct binding *b, bool on)
{
	const struct action *a = b->command.action;

	if (a->pending && !b->command.call)
		a->pending(ui, on);
}

static void delay(struct ui *ui, const struct binding *b)
{
	ui->delayed = b;
	ui->delayed_until = clock_ms() + UI_DELAY_MS;
	show_delayed(ui, b, true);
}

static const struct binding *take_delayed(struct ui *ui)
{
	const struct binding *b = ui->delayed;

	ui->delayed = NULL;
	if (b)
		show_delayed(ui, b, false);
	return b;
}

void input_forget(struct ui *ui)
{
	take_delayed(ui);
	ui->prefix = 0;
}

/* A key that does nothing now is silent; a command line says why. */
static void run_now(struct ui *ui, const struct binding *b)
{
	const struct command *c = &b->command;

	if (c->argument || c->call)
		command_start(ui, c);
	else
		action_run(c->action, ui, NULL);
}

int64_t input_deadline(const struct ui *ui)
{
	int64_t deadline = tones_deadline(ui), learn = learn_deadline(ui);

	if (deadline < 0 || (learn >= 0 && learn < deadline))
		deadline = learn;
	if (ui->delayed && (deadline < 0 || ui->delayed_until < deadline))
		deadline = ui->delayed_until;
	return deadline;
}

void input_tick(struct ui *ui)
{
	tones_tick(ui);
	learn_tick(ui);
	if (!ui->delayed || clock_ms() < ui->delayed_until)
		return;
	run_now(ui, take_delayed(ui));
	ui_settle_key(ui);
}

/* Whether the key is a letter of a word, and so no command. */
static bool in_a_word(struct ui *ui, struct key k)
{
	int64_t now = clock_ms();

	if (ui->delayed && is_letter(k)) {
		take_delayed(ui);
		ui->word_until = now + UI_DELAY_MS;
		notice_add(ui->notices, NOTICE_KEY, "d to dial a name");
		return true;
	}
	if (ui->delayed)
		run_now(ui, take_delayed(ui));
	if (!is_letter(k) || now >= ui->word_until)
		return false;
	ui->word_until = now + UI_DELAY_MS;
	return true;
}

/* --- keys -----------------------------------------------------------------*/

static void run(struct ui *ui, const struct binding *b, struct key k)
{
	const struct action *a = b->command.action;
	bool waits = (a->flags & ACTION_DELAYED) && is_letter(k);

	if (waits && (b->command.call || action_applies(a, ui)))
		delay(ui, b);
	else
		run_now(ui, b);
}

static void start_number(struct ui *ui, struct key k)
{
	ui_type(ui, LINE_DIAL);
	line_edit_insert(&ui->dial, k.code);
	ui_line_changed(ui);
}

static bool select_numbered(struct ui *ui, struct key k)
{
	const struct session *s;

	if (!k.alt || k.code < '1' || k.code > '9')
		return false;
	s = model_session_numbered(ui->model, k.code - '0');
	if (ui->typing && ui->mode == LINE_TRANSFER)
		transfer_to_call(ui, s);
	else if (s)
		ui_select(ui, s->id);
	return true;
}

const struct binding *input_find(const struct ui *ui, int context, struct key k)
{
	const struct binding *b = keymap_find(ui->keymap, ui, context, 0, k);

	if (!b && k.alt)
		b = keymap_find(ui->keymap, ui, IN_CALLS, 0,
			(struct key){ k.code, false });
	if (!b && k.code >= KEYS_F1)
		b = keymap_find(ui->keymap, ui, IN_CALLS, 0, k);
	return b;
}

/* Alt and a letter is that letter as a command, at once, wherever one is; so
 * that Esc and g h in one go are not h alone, also where g is the first of two. */
static void alt_key(struct ui *ui, struct key k)
{
	struct key plain = { k.code, false };
	const struct binding *b;

	if (!keymap_find(ui->keymap, ui, action_context(ui), 0, k) &&
			select_numbered(ui, k))
		return;
	b = input_find(ui, action_context(ui), k);
	if (b)
		run_now(ui, b);
	else if (keymap_is_prefix(ui->keymap, IN_CALLS, plain))
		ui->prefix = k.code;
}

static void second_key(struct ui *ui, struct key k)
{
	const struct binding *b = keymap_find(ui->keymap, ui,
		action_context(ui), ui->prefix, k);

	if (!b && ui->typing)
		b = keymap_find(ui->keymap, ui, IN_CALLS, ui->prefix, k);
	ui->prefix = 0;
	if (b)
		run(ui, b, k);
}

/* A page has few keys of its own; those of the F row mean the same there. */
static const struct binding *key_of_page(const struct ui *ui, struct key k)
{
	return ui->page && k.code >= KEYS_F1 ?
		keymap_find(ui->keymap, ui, IN_CALLS, 0, k) : NULL;
}

static void command_key(struct ui *ui, struct key k)
{
	enum context context = action_context(ui);
	const struct binding *b = keymap_find(ui->keymap, ui, context, 0, k);

	if (keymap_is_prefix(ui->keymap, context, k))
		ui->prefix = k.code;
	else if (b || (b = key_of_page(ui, k)))
		run(ui, b, k);
	else if (is_dialled(k) && !ui->page && !ui->read_only)
		start_number(ui, k);
}

/* The line is text; only an empty one lets these through as commands. */
static bool is_command_in_line(const struct ui *ui, struct key k)
{
	return ui->mode == LINE_DIAL && !ui->dial.length &&
		(k.code == '?' || k.code == ':' || k.code == '/');
}

static void line_key(struct ui *ui, struct key k)
{
	const struct binding *b;

	if (is_printable(k) && !is_command_in_line(ui, k)) {
		line_edit_insert(ui_line(ui), k.code);
		ui->line_shown = -1;
		ui_line_changed(ui);
		return;
	}
	if (is_printable(k))
		ui_stop_typing(ui);
	b = input_find(ui, action_context(ui), k);
	if (b)
		run_now(ui, b);
}

static void route(struct ui *ui, struct key k)
{
	if (k.alt)
		alt_key(ui, k);
	else if (ui->prefix)
		second_key(ui, k);
	else if (ui->typing)
		line_key(ui, k);
	else if (ui->page && ui->page != PAGE_FORM && k.code == KEYS_ESC)
		ui_leave_page(ui);
	else if (!tones_key(ui, k))
		command_key(ui, k);
}

void input_key(struct ui *ui, struct key k)
{
	bool leaving = ui->leaving;

	ui->setup.decided = true;

	searching_flush(ui);
	notice_key(ui->notices);
	if (ui->typing || !in_a_word(ui, k))
		route(ui, k);
	if (leaving && !ui->quit)
		ui->leaving = false;
	ui_settle_key(ui);
}

/* Into a field as it is, but for the line end that was copied with it. */
static char *one_line(const char *text)
{
	size_t n = strlen(text);

	while (n && (text[n - 1] == '\n' || text[n - 1] == '\r'))
		n--;
	return mem_text_n(text, n);
}

void input_paste(struct ui *ui, const char *text)
{
	char *clean;

	searching_flush(ui);
	input_forget(ui);
	if (tones_paste(ui, text))
		return;
	if (!ui->typing && (ui->page == PAGE_FORM || ui->read_only))
		return;
	if (!ui->typing)
		ui_type(ui, LINE_DIAL);
	clean = ui->mode == LINE_FIELD ? one_line(text) : number_clean(text);
	line_edit_insert_text(ui_line(ui), clean);
	mem_wipe_text(clean);
	ui_line_changed(ui);
	ui_settle_key(ui);
}
