/* How a call sounds, as graphs. */
#include "action.h"

#include <stdlib.h>
#include <string.h>

#include "quality.h"
#include "saving.h"
#include "ui.h"

static const int steps[] = { 1, 2, 5, 10 };	/* s */
#define STEPS (int)(sizeof steps / sizeof *steps)

static void do_quality(struct ui *ui, const char *argument)
{
	(void)argument;
	ui->tab = TAB_QUALITY;
	ui_focus(ui, PANE_BROWSER);
}

static bool on_quality(const struct ui *ui)
{
	return !ui->page && ui->tab == TAB_QUALITY && ui->judged.quality.n &&
		ui->focus == PANE_BROWSER;
}

static int step_index(const struct ui *ui)
{
	int i = 0;

	while (i < STEPS - 1 && steps[i] < ui->judged.step_s)
		i++;
	return i;
}

static void set_step(struct ui *ui, int i)
{
	ui->judged.back = ui->judged.back * ui->judged.step_s / steps[i];
	ui->judged.step_s = steps[i];
}

static bool can_see_more(const struct ui *ui)
{
	return on_quality(ui) && step_index(ui) < STEPS - 1;
}

static void do_see_more(struct ui *ui, const char *argument)
{
	(void)argument;
	set_step(ui, step_index(ui) + 1);
}

static bool can_see_closer(const struct ui *ui)
{
	return on_quality(ui) && step_index(ui) > 0;
}

static void do_see_closer(struct ui *ui, const char *argument)
{
	(void)argument;
	set_step(ui, step_index(ui) - 1);
}

#define PAN_STEPS 20

static bool has_earlier(const struct ui *ui)
{
	return on_quality(ui) && ui->judged.back + PAN_STEPS <
		quality_step_count(&ui->judged.quality, ui->judged.step_s);
}

static void do_earlier(struct ui *ui, const char *argument)
{
	(void)argument;
	ui->judged.back += PAN_STEPS;
}

static bool has_later(const struct ui *ui)
{
	return on_quality(ui) && ui->judged.back > 0;
}

static void do_later(struct ui *ui, const char *argument)
{
	(void)argument;
	ui->judged.back -= PAN_STEPS;
	if (ui->judged.back < 0)
		ui->judged.back = 0;
}

static char *report(const struct ui *ui)
{
	return quality_report(&ui->judged.quality, ui->judged.party);
}

static void do_copy(struct ui *ui, const char *argument)
{
	char *text = report(ui);

	(void)argument;
	ui_copy(ui, text);
	free(text);
}

static void do_save(struct ui *ui, const char *argument)
{
	char *text = report(ui);

	(void)argument;
	saving_start(ui, "quality", ui->judged.number, "txt", text,
		strlen(text));
	free(text);
}

/* --- the call before and behind -------------------------------------------*/

static int index_of(const struct ui *ui)
{
	for (int i = 0; i < ui->model->n_sessions; i++)
		if (ui->model->sessions[i]->id == ui->selected)
			return i;
	return -1;
}

static bool has_others(const struct ui *ui)
{
	return on_quality(ui) && ui->model->n_sessions > 1 &&
		index_of(ui) >= 0;
}

static void step_call(struct ui *ui, int by)
{
	int n = ui->model->n_sessions;

	ui_select(ui, ui->model->sessions[(index_of(ui) + by + n) % n]->id);
}

static void do_next_call(struct ui *ui, const char *argument)
{
	(void)argument;
	step_call(ui, 1);
}

static void do_previous_call(struct ui *ui, const char *argument)
{
	(void)argument;
	step_call(ui, -1);
}

#define HERE .contexts = IN_BROWSER, .flags = ACTION_NOT_LISTED

const struct action quality_actions[] = {
	{ .name = "quality", .keys = { "g q" }, .contexts = IN_COMMAND,
	  .help = "how the selected call sounds, as graphs",
	  .run = do_quality },
	{ .name = "quality earlier", .keys = { "Left" }, HERE,
	  .help = "what was before", .applies = has_earlier,
	  .run = do_earlier, .hint = "earlier" },
	{ .name = "quality later", .keys = { "Right" }, HERE,
	  .help = "towards now", .applies = has_later, .run = do_later,
	  .hint = "later" },
	{ .name = "quality more", .keys = { "-" }, HERE,
	  .help = "a longer time, a coarser step", .applies = can_see_more,
	  .run = do_see_more, .hint = "longer" },
	{ .name = "quality closer", .keys = { "+" }, HERE,
	  .help = "a shorter time, a finer step", .applies = can_see_closer,
	  .run = do_see_closer, .hint = "closer" },
	{ .name = "quality next call", .keys = { "j", "Down" }, HERE,
	  .help = "the next call", .applies = has_others,
	  .run = do_next_call, .hint = "next call" },
	{ .name = "quality previous call", .keys = { "k", "Up" }, HERE,
	  .help = "the call before", .applies = has_others,
	  .run = do_previous_call, .hint = "call before" },
	{ .name = "quality copy", .keys = { "y" }, HERE,
	  .help = "copy the figures in words", .applies = on_quality,
	  .run = do_copy, .hint = "copy" },
	{ .name = "quality save", .keys = { "S" }, HERE,
	  .help = "save the figures in words to a file",
	  .applies = on_quality, .run = do_save, .hint = "save" },
	{ .name = NULL }
};
