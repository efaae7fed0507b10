/* Pages of fields: which one has the keys, what is chosen in it. */
#include "action.h"

#include "form_page.h"

static const struct field *focused(const struct ui *ui)
{
	return form_page_is_shown(ui) ? form_focused(ui->form) : NULL;
}

/* --- from field to field --------------------------------------------------*/

static void step(struct ui *ui, int by)
{
	struct field *left = form_focused(ui->form);

	ui->form_asked = false;
	if (!form_move(ui->form, by))
		return;
	form_page_tell(ui, left);
	form_page_settle(ui);
}

static void do_next(struct ui *ui, const char *argument)
{
	(void)argument;
	step(ui, 1);
}

static void do_previous(struct ui *ui, const char *argument)
{
	(void)argument;
	step(ui, -1);
}

/* --- in the field ---------------------------------------------------------*/

static void changed(struct ui *ui)
{
	struct field *f = form_focused(ui->form);

	ui->form_asked = false;
	if (ui->form_owner->changed)
		ui->form_owner->changed(ui, f);
	form_page_settle(ui);
}

static bool can_choose(const struct ui *ui)
{
	const struct field *f = focused(ui);

	return f && !ui->typing && ((!f->fixed && (f->kind == FIELD_CHOICE ||
		f->kind == FIELD_LIST || f->kind == FIELD_SWITCH)) ||
		f->kind == FIELD_BUTTON);
}

static void choose(struct ui *ui, int by)
{
	const struct field *f = form_focused(ui->form);
	bool value = f->kind == FIELD_CHOICE || f->kind == FIELD_SWITCH;

	if (form_choose(ui->form, by) && value)
		changed(ui);
}

static void do_choose_next(struct ui *ui, const char *argument)
{
	(void)argument;
	choose(ui, 1);
}

static void do_choose_previous(struct ui *ui, const char *argument)
{
	(void)argument;
	choose(ui, -1);
}

static const char *choose_hint(const struct ui *ui)
{
	const struct field *f = focused(ui);

	return f->kind == FIELD_CHOICE ? "or Left choose" :
		f->kind == FIELD_LIST ? "or Left item" : NULL;
}

static bool can_toggle(const struct ui *ui)
{
	const struct field *f = focused(ui);

	return f && !f->fixed && (f->kind == FIELD_SWITCH ||
		f->kind == FIELD_LIST);
}

static void do_toggle(struct ui *ui, const char *argument)
{
	(void)argument;
	if (form_toggle(ui->form))
		changed(ui);
}

static bool is_list(const struct field *f)
{
	return f && !f->fixed && f->kind == FIELD_LIST;
}

static bool can_shift_back(const struct ui *ui)
{
	const struct field *f = focused(ui);

	return is_list(f) && f->at > 0;
}

static bool can_shift_on(const struct ui *ui)
{
	const struct field *f = focused(ui);

	return is_list(f) && f->at < f->n_words - 1;
}

static void do_shift_back(struct ui *ui, const char *argument)
{
	(void)argument;
	if (form_shift(ui->form, -1))
		changed(ui);
}

static void do_shift_on(struct ui *ui, const char *argument)
{
	(void)argument;
	if (form_shift(ui->form, 1))
		changed(ui);
}

static bool can_reveal(const struct ui *ui)
{
	const struct field *f = focused(ui);

	return f && !f->fixed && f->kind == FIELD_SECRET &&
		ui->mode == LINE_FIELD && *field_value(f);
}

static void do_reveal(struct ui *ui, const char *argument)
{
	(void)argument;
	form_reveal(ui->form);
}

static const char *reveal_hint(const struct ui *ui)
{
	return focused(ui)->revealed ? "hide" : "show";
}

static bool is_here(const struct ui *ui)
{
	return form_page_is_shown(ui);
}

/* A button does what it says; a field is done with. */
static void do_enter(struct ui *ui, const char *argument)
{
	const struct field *f = focused(ui);

	(void)argument;
	if (f && f->kind == FIELD_BUTTON && ui->form_owner->press)
		ui->form_owner->press(ui, f);
	else if (f && f->kind == FIELD_SWITCH && !f->fixed)
		do_toggle(ui, NULL);
	else
		step(ui, 1);
}

static const char *enter_hint(const struct ui *ui)
{
	const struct field *f = focused(ui);

	return f && f->kind == FIELD_BUTTON ? f->label : NULL;
}

/* --- the page -------------------------------------------------------------*/

static bool can_save(const struct ui *ui)
{
	return is_here(ui) && ui->form_owner->save &&
		(!ui->form_owner->can_save || ui->form_owner->can_save(ui));
}

static void do_save(struct ui *ui, const char *argument)
{
	(void)argument;
	ui->form_asked = false;
	if (form_page_check(ui))
		ui->form_owner->save(ui);
}

static void leave(struct ui *ui)
{
	if (ui->form_owner->leave)
		ui->form_owner->leave(ui);
	else
		form_page_close(ui);
}

static void do_back(struct ui *ui, const char *argument)
{
	(void)argument;
	if (form_page_may_lose(ui))
		leave(ui);
}

static void do_cancel(struct ui *ui, const char *argument)
{
	(void)argument;
	if (ui->form_owner->cancel)
		ui->form_owner->cancel(ui);
	else if (form_page_may_lose(ui))
		leave(ui);
}

static const char *cancel_hint(const struct ui *ui)
{
	return ui->form_owner->cancel ? "leave" : NULL;
}

static bool is_explained(const struct ui *ui)
{
	const struct field *f = focused(ui);

	return f && f->help;
}

static void do_explain(struct ui *ui, const char *argument)
{
	(void)argument;
	ui->form_explains = !ui->form_explains;
}

#define FORM .contexts = IN_FORM, .flags = ACTION_NOT_LISTED

const struct action form_actions[] = {
	{ .name = "form enter", .keys = { "Enter" }, FORM,
	  .help = "do what the button says; from a field to the next",
	  .applies = is_here, .run = do_enter, .hint_now = enter_hint },
	{ .name = "form next", .keys = { "Tab", "Down", "^N" }, FORM,
	  .help = "the next field", .applies = is_here, .run = do_next,
	  .hint = "next field" },
	{ .name = "form previous", .keys = { "S-Tab", "Up", "^P" }, FORM,
	  .help = "the field before", .applies = is_here,
	  .run = do_previous },
	{ .name = "form choose next", .keys = { "Right" }, FORM,
	  .help = "the next of what may be chosen", .applies = can_choose,
	  .run = do_choose_next, .hint_now = choose_hint },
	{ .name = "form choose previous", .keys = { "Left" }, FORM,
	  .help = "the one before", .applies = can_choose,
	  .run = do_choose_previous },
	{ .name = "form toggle", .keys = { "Space" }, FORM,
	  .help = "on or off", .applies = can_toggle, .run = do_toggle,
	  .hint = "on/off" },
	{ .name = "form item back", .keys = { "K" }, FORM,
	  .help = "move an item of a list to the front",
	  .applies = can_shift_back, .run = do_shift_back,
	  .hint = "earlier" },
	{ .name = "form item on", .keys = { "J" }, FORM,
	  .help = "move it to the back", .applies = can_shift_on,
	  .run = do_shift_on, .hint = "later" },
	{ .name = "form reveal", .keys = { "^X" }, FORM,
	  .help = "show a secret as it is typed, and hide it again",
	  .applies = can_reveal, .run = do_reveal, .hint_now = reveal_hint },
	{ .name = "form save", .keys = { "^S" }, FORM,
	  .help = "save the page", .applies = can_save, .run = do_save,
	  .hint = "save" },
	{ .name = "form back", .keys = { "Esc", "q" }, FORM,
	  .help = "back; asks once where something is not saved",
	  .applies = is_here, .run = do_back, .hint = "back" },
	{ .name = "form cancel", .keys = { "^C", "^G" }, FORM,
	  .help = "back; the first start: leave it, no account is kept",
	  .applies = is_here, .run = do_cancel, .hint_now = cancel_hint },
	{ .name = "form explain", .keys = { "F1" }, FORM,
	  .help = "what the field is for, and no longer",
	  .applies = is_explained, .run = do_explain, .hint = "explain" },
	{ .name = NULL }
};
