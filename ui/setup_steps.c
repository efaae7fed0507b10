/* The first start's steps that ask little: sound, keys. */
#include <string.h>

#include "screen.h"
#include "setup.h"
#include "sound_fields.h"
#include "widgets/wrapped.h"

/* --- 1 audio --------------------------------------------------------------*/

static void add_audio(struct ui *ui, struct form *form)
{
	sound_fields_add(ui, form, false);
}

static void audio_changed(struct ui *ui, struct field *f)
{
	sound_fields_changed(ui, f);
}

static void press_audio(struct ui *ui, const struct field *f)
{
	(void)f;
	sound_fields_test(ui);
}

static int below_audio(struct ui *ui, const struct area *a)
{
	int rows = sound_fields_draw(ui, a);

	if (rows < a->rows && !rows)
		rows += wrapped_draw(a, 0, 2, a->rows, ROLE_NORMAL,
			"Left and Right choose a device, which is used at "
			"once; Test plays a tone and shows whether you are "
			"heard.  Tab goes on.");
	return rows;
}

static bool audio_done(const struct ui *ui)
{
	const struct sound_test *t = &ui->model->sound_test;

	return t->known && !t->running && t->text && !t->advice;
}

const struct setup_step setup_audio = { .title = "your sound",
	.word = "audio", .add = add_audio, .opened = sound_fields_fetch,
	.changed = audio_changed, .press = press_audio, .below = below_audio,
	.skip = "Skip", .done = audio_done };

/* --- 4 keys ---------------------------------------------------------------*/

static const struct {
	const char *key, *text;
} keys[] = {
	{ "digits, Enter", "call a number" },
	{ "d, name, Enter", "call by name; echo, tone, music are always there" },
	{ "a  B", "answer, reject the call that rings" },
	{ "b  h  m", "hang up, hold and resume, mute" },
	{ "t, name, Enter", "transfer" },
	{ "p", "the pad: digits become tones" },
	{ "Tab", "the next pane; j and k move in it" },
	{ "?  :", "all keys; any command by its name" },
	{ "g s  g e", "settings; the account" },
	{ "q q", "leave the screen: calls go on, offhook brings it back" },
};

static void add_nothing(struct ui *ui, struct form *form)
{
	(void)ui;
	(void)form;
}

static int below_keys(struct ui *ui, const struct area *a)
{
	int n = (int)(sizeof keys / sizeof *keys);

	(void)ui;
	for (int i = 0; i < n && i < a->rows; i++) {
		screen_text(a, i, 2, 16, ROLE_BOLD, keys[i].key);
		screen_text(a, i, 19, a->columns - 19, ROLE_NORMAL,
			keys[i].text);
	}
	return n;
}

const struct setup_step setup_keys = { .title = "the keys", .word = "keys",
	.add = add_nothing, .below = below_keys };
