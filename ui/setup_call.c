/* The first start's call: the service echo, which needs neither network nor
 * account; what is heard, and what it means when nothing is. */
#include <string.h>

#include "base/clock.h"
#include "calling.h"
#include "screen.h"
#include "setup.h"
#include "sound_fields.h"
#include "times.h"
#include "widgets/meter.h"
#include "widgets/wrapped.h"

#define SILENT_MS 4000	/* then it is said that nothing is heard */

static void add(struct ui *ui, struct form *form)
{
	(void)ui;
	form_add(form, &(struct field_params){ .kind = FIELD_BUTTON,
		.name = "call", .label = "Call echo" });
}

/* One button: it says what Enter would do now. */
static void settle(struct ui *ui)
{
	field_rename(form_find(ui->form, "call"), setup_session(ui) ?
		"Hang up" : "Call echo");
}

static void press(struct ui *ui, const struct field *f)
{
	struct session *s = setup_session(ui);

	(void)f;
	if (s)
		ui_ask(ui, s, PENDING_BYE, "hangup");
	else
		calling_start(ui, &(struct calling){ .to = "echo",
			.shown = "echo" });
	ui->setup.heard = ui->setup.came_back = false;
}

/* What the meters have shown so far, in words. */
static const char *meaning(const struct ui *ui, const struct session *s)
{
	bool long_silent = s->established &&
		clock_wall_ms() - s->established > SILENT_MS;

	if (ui->setup.came_back)
		return "What you said came back.  Nothing heard?  Then the "
			"loudspeaker is another one, or turned down: ( and ) "
			"in the panes, or step 1.";
	if (ui->setup.heard)
		return "The microphone works; your voice comes back after a "
			"second.";
	if (long_silent)
		return "The microphone hears nothing: it is muted, turned "
			"down, or another one.  Back to step 1 chooses "
			"another.";
	return "Speak: you are to hear yourself a second later.";
}

/* The engine knows better than a meter. */
static int draw_problem(const struct session *s, const struct area *a, int row)
{
	int rows = wrapped_draw(a, row, 2, a->rows - row, ROLE_WARNING,
		s->problem);

	if (s->advice)
		rows += wrapped_draw(a, row + rows, 2, a->rows - row - rows,
			ROLE_NORMAL, s->advice);
	return rows + wrapped_draw(a, row + rows, 2, a->rows - row - rows,
		ROLE_NORMAL, "Step 1 chooses another device.");
}

static void draw_levels(const struct session *s, const struct area *a, int row)
{
	screen_text(a, row, 2, 5, ROLE_NORMAL, "mic");
	meter_draw(a, row, 7, s->levels.known ? s->levels.input : 0);
	screen_text(a, row, 18, 5, ROLE_NORMAL, "ear");
	meter_draw(a, row, 23, s->levels.known ? s->levels.output : 0);
}

static int draw_call(struct ui *ui, const struct session *s,
	const struct area *a)
{
	char time[TIMES_TEXT];

	if (s->levels.known && s->levels.input > 1)
		ui->setup.heard = true;
	if (ui->setup.heard && s->levels.known && s->levels.output > 1)
		ui->setup.came_back = true;
	draw_levels(s, a, a->rows > 3);
	if (a->rows < 4)
		return 1;
	times_duration(clock_wall_ms() - session_since(s), time);
	screen_format(a, 0, 2, a->columns - 2, ROLE_OK, "echo  %s  %s",
		session_word(s), time);
	return 3 + (s->problem ? draw_problem(s, a, 3) :
		wrapped_draw(a, 3, 2, a->rows - 3, ROLE_NORMAL,
			meaning(ui, s)));
}

static int below(struct ui *ui, const struct area *a)
{
	const struct session *s = setup_session(ui);

	if (s)
		return draw_call(ui, s, a);
	return wrapped_draw(a, 0, 2, a->rows, ROLE_NORMAL,
		"echo is a service of this program: it needs neither network "
		"nor account, and plays what you say back a second later.  "
		"Enter calls it.");
}

static bool done(const struct ui *ui)
{
	return ui->setup.came_back;
}

const struct setup_step setup_call = { .title = "a test call",
	.word = "test call", .add = add, .settle = settle, .press = press,
	.below = below,
	.skip = "Skip", .done = done };
