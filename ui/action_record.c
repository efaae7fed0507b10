/* The recording of the selected call. */
#include "action.h"

#include "request.h"
#include "ui.h"

static bool can_record(const struct ui *ui)
{
	const struct session *s = ui_selected(ui);

	return ui->connected && s && session_talks(s);
}

static bool can_pause(const struct ui *ui)
{
	return can_record(ui) && ui_selected(ui)->recording;
}

static void ask(struct ui *ui, bool on, bool pause)
{
	struct link_reply reply = ui_reply(ui, ui_selected(ui)->id);

	request_record(ui->link, on, pause, &reply);
}

static void do_record(struct ui *ui, const char *argument)
{
	(void)argument;
	ask(ui, !ui_selected(ui)->recording, false);
}

static void do_pause(struct ui *ui, const char *argument)
{
	(void)argument;
	ask(ui, true, ui_selected(ui)->recording != RECORDING_PAUSED);
}

const struct action record_actions[] = {
	{ .name = "record", .keys = { "R" }, .contexts = IN_COMMAND,
	  .help = "record the selected call, or end its recording",
	  .applies = can_record, .run = do_record,
	  .flags = ACTION_ON_SELECTED | ACTION_CHANGES },
	{ .name = "pause recording",
	  .help = "pause the selected call's recording, or go on with it",
	  .applies = can_pause, .run = do_pause,
	  .flags = ACTION_ON_SELECTED | ACTION_CHANGES },
	{ .name = NULL }
};
