/* Calls that start here, and how loud they are. */
#include "action.h"

#include <stdio.h>
#include <stdlib.h>

#include "calling.h"
#include "request.h"
#include "ui.h"

#define VOLUME_STEP 5

static bool is_connected(const struct ui *ui)
{
	return ui->connected;
}

/* --- calling --------------------------------------------------------------*/

static void call(struct ui *ui, const char *to, bool privacy)
{
	const struct account *account = ui->account < 0 ? NULL : ui_account(ui);
	struct calling c = { .to = to, .shown = to, .privacy = privacy,
		.account = account ? account->name : NULL };

	calling_start(ui, &c);
}

static const struct record *last_dialled(const struct ui *ui)
{
	for (int i = 0; i < ui->model->n_history; i++)
		if (ui->model->history[i]->outgoing)
			return ui->model->history[i];
	return NULL;
}

static bool can_redial(const struct ui *ui)
{
	return ui->connected && (ui->n_lines || last_dialled(ui));
}

static void do_redial(struct ui *ui, const char *argument)
{
	(void)argument;
	ui_type(ui, LINE_DIAL);
	line_edit_set(&ui->dial, ui->n_lines ? ui->lines[0] :
		last_dialled(ui)->target);
	ui_line_changed(ui);
}

static void do_dial(struct ui *ui, const char *argument)
{
	if (argument && *argument)
		call(ui, argument, false);
	else
		ui_type(ui, LINE_DIAL);
}

static void do_private(struct ui *ui, const char *argument)
{
	if (argument && *argument)
		call(ui, argument, true);
	else
		notice_add(ui->notices, NOTICE_KEY,
			"whom? :private call TARGET");
}

/* --- volume ---------------------------------------------------------------*/

static void change_volume(struct ui *ui, struct audio_end *end,
	const char *device, int by)
{
	struct link_reply reply = ui_reply(ui, 0);
	int percent = end->volume_percent + by;

	percent = percent < 0 ? 0 : percent > 100 ? 100 : percent;
	if (end->volume_percent < 0) {
		notice_add(ui->notices, NOTICE_KEY, "%s has no volume", device);
		return;
	}
	if (percent != end->volume_percent)
		request_volume(ui->link, device, percent, &reply);
	end->volume_percent = percent;	/* shown at once; the engine confirms */
	notice_add(ui->notices, NOTICE_KEY, "%s volume %d%%", end ==
		&ui->model->playback ? "speaker" : "microphone", percent);
}

static void do_louder(struct ui *ui, const char *argument)
{
	(void)argument;
	change_volume(ui, &ui->model->playback, "playback", VOLUME_STEP);
}

static void do_softer(struct ui *ui, const char *argument)
{
	(void)argument;
	change_volume(ui, &ui->model->playback, "playback", -VOLUME_STEP);
}

static void do_mic_louder(struct ui *ui, const char *argument)
{
	(void)argument;
	change_volume(ui, &ui->model->capture, "capture", VOLUME_STEP);
}

static void do_mic_softer(struct ui *ui, const char *argument)
{
	(void)argument;
	change_volume(ui, &ui->model->capture, "capture", -VOLUME_STEP);
}

static const char *volume_now(const struct ui *ui)
{
	static char text[8];

	snprintf(text, sizeof text, "%d%%", ui->model->playback.volume_percent);
	return ui->model->playback.volume_percent < 0 ? NULL : text;
}

static void do_volume(struct ui *ui, const char *argument)
{
	if (argument && *argument)
		change_volume(ui, &ui->model->playback, "playback",
			atoi(argument) - ui->model->playback.volume_percent);
}

/* ---------------------------------------------------------------------------*/

const struct action dial_actions[] = {
	{ .name = "dial", .keys = { "d" }, .contexts = IN_COMMAND,
	  .also = { "call" },
	  .help = "dial: a name, a number, an address",
	  .applies = is_connected, .run = do_dial, .hint = "dial",
	  .argument = "TARGET", .flags = ACTION_CHANGES },
	{ .name = "private call", .argument = "TARGET",
	  .help = "call without telling the other side who calls",
	  .applies = is_connected, .run = do_private, .flags = ACTION_CHANGES },
	{ .name = "redial", .keys = { "r" }, .contexts = IN_COMMAND,
	  .help = "the last number dialled into the line, Enter calls",
	  .applies = can_redial, .run = do_redial, .hint = "redial",
	  .flags = ACTION_CHANGES },
	{ .name = "louder", .keys = { ">" }, .contexts = IN_COMMAND,
	  .help = "speaker louder", .applies = is_connected, .run = do_louder,
	  .flags = ACTION_CHANGES },
	{ .name = "softer", .keys = { "<" }, .contexts = IN_COMMAND,
	  .help = "speaker softer", .applies = is_connected, .run = do_softer,
	  .flags = ACTION_CHANGES },
	{ .name = "microphone louder", .keys = { ")" }, .contexts = IN_COMMAND,
	  .help = "microphone louder", .applies = is_connected,
	  .run = do_mic_louder, .flags = ACTION_CHANGES },
	{ .name = "microphone softer", .keys = { "(" }, .contexts = IN_COMMAND,
	  .help = "microphone softer", .applies = is_connected,
	  .run = do_mic_softer, .flags = ACTION_CHANGES },
	{ .name = "volume", .help = "speaker volume, 0 to 100",
	  .applies = is_connected, .run = do_volume, .argument = "PERCENT",
	  .now = volume_now, .flags = ACTION_CHANGES },
	{ .name = NULL }
};
