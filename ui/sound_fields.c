#include "sound_fields.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "request.h"
#include "request_settings.h"
#include "screen.h"
#include "widgets/meter.h"
#include "widgets/wrapped.h"

#define TEST_S 5
#define QUIET_DBFS (-60)	/* an empty meter; 0 is a full one */

static const struct end {
	const char *name, *label, *volume, *volume_label, *help;
} ends[] = {
	{ "capture", "Microphone", "capture volume", "... volume",
	  "What is heard of you.  Choose a device and it is used at once, and "
	  "from then on; offhook.conf: what stands there." },
	{ "playback", "Loudspeaker", "playback volume", "... volume",
	  "Where the others are heard." },
	{ "ring", "Ring", "ring volume", "... volume",
	  "Where it rings; another device than the headset on the desk, "
	  "perhaps." },
};

static const struct {
	const char *name, *label, *help;
} kinds[] = {
	{ "echo_cancel", "Echo cancelling", "Takes out of the microphone what "
	  "the loudspeaker plays.  auto: for sound cards.  A headset needs "
	  "none." },
	{ "noise_suppression", "Noise", "Turns down fans and streets behind "
	  "your voice." },
	{ "gain_control", "Level", "Keeps your voice equally loud." },
};

#define ENDS ((int)(sizeof ends / sizeof *ends))

static const struct audio_end *end_of(const struct model *m, int i)
{
	return i == 0 ? &m->capture : i == 1 ? &m->playback : &m->ring;
}

/* --- the fields -----------------------------------------------------------*/

static void add_volume(const struct ui *ui, struct form *form, int i)
{
	int volume = end_of(ui->model, i)->volume_percent, step = 10;
	char value[16], shown[16];
	struct field *f = form_add(form, &(struct field_params){
		.kind = FIELD_CHOICE, .name = ends[i].volume,
		.label = ends[i].volume_label,
		.help = "In percent; more than 100 makes a quiet device "
		"louder." });

	for (int percent = 0; percent <= 150; percent += step) {
		snprintf(value, sizeof value, "%d", percent);
		snprintf(shown, sizeof shown, "%d%%", percent);
		field_add_word(f, value, shown);
		if (percent < volume && volume < percent + step) {
			snprintf(value, sizeof value, "%d", volume);
			snprintf(shown, sizeof shown, "%d%%", volume);
			field_add_word(f, value, shown);
		}
	}
	snprintf(value, sizeof value, "%d", volume < 0 ? 100 : volume);
	field_set(f, value);
}

static void add_kinds(const struct ui *ui, struct form *form)
{
	const struct processing *p = &ui->model->processing;
	const char *now[] = { p->echo_cancel, p->noise_suppression,
		p->gain_control };

	for (int i = 0; i < 3; i++)
		form_add(form, &(struct field_params){ .kind = FIELD_CHOICE,
			.name = kinds[i].name, .label = kinds[i].label,
			.words = "auto|on|off", .usual = "auto",
			.value = now[i], .help = kinds[i].help });
}

void sound_fields_add(struct ui *ui, struct form *form, bool all)
{
	for (int i = 0; i < (all ? ENDS : 2); i++) {
		const struct audio_end *e = end_of(ui->model, i);

		form_add(form, &(struct field_params){ .kind = FIELD_CHOICE,
			.name = ends[i].name, .label = ends[i].label,
			.value = e->name ? e->name : "alsa:default",
			.help = ends[i].help });
		if (all)
			add_volume(ui, form, i);
	}
	if (all)
		add_kinds(ui, form);
	form_add(form, &(struct field_params){ .kind = FIELD_BUTTON,
		.name = "test", .label = "Test",
		.help = "Plays a tone and listens to the microphone for five "
		"seconds: speak, and see the meter move." });
}

/* --- devices --------------------------------------------------------------*/

/* The one in use was there before its name was known. */
static bool name_word(struct field *f, const char *word, const char *shown)
{
	for (int i = 0; i < f->n_words; i++) {
		if (strcmp(f->words[i].word, word))
			continue;
		mem_set(&f->words[i].shown, shown);
		return true;
	}
	return false;
}

static void add_device(struct field *f, const json_t *o)
{
	char *name = text_clean(json_text(o, "name"), TEXT_CHARACTERS);
	char *about = text_clean(json_text(o, "description"), 40);

	const char *shown = about && *about ? about : name;

	if (f && name && *name && !name_word(f, name, shown))
		field_add_word(f, name, shown);
	free(name);
	free(about);
}

/* The last of each: what stands in the file. */
static void add_file(const struct ui *ui)
{
	for (int i = 0; i < ENDS; i++) {
		struct field *f = form_find(ui->form, ends[i].name);

		if (f && !name_word(f, "", "by offhook.conf"))
			field_add_word(f, "", "by offhook.conf");
	}
}

static void on_devices(void *arg, int subject, const json_t *result,
	const char *error)
{
	struct ui *ui = arg;
	json_t *o;
	size_t i;

	(void)subject;
	if (error)
		notice_add(ui->notices, NOTICE_WARNING, "devices: %s", error);
	if (error || !ui->form)
		return;
	json_array_foreach(json_object_get(result, "devices"), i, o) {
		if (json_is_true(json_object_get(o, "capture")))
			add_device(form_find(ui->form, "capture"), o);
		if (!json_is_true(json_object_get(o, "playback")))
			continue;
		add_device(form_find(ui->form, "playback"), o);
		add_device(form_find(ui->form, "ring"), o);
	}
	if (!ui->model->engine.no_config)
		add_file(ui);
}

void sound_fields_fetch(struct ui *ui)
{
	struct link_reply reply = { on_devices, ui, 0 };

	request_devices(ui->link, &reply);
}

/* --- what they do ---------------------------------------------------------*/

bool sound_fields_changed(struct ui *ui, const struct field *f)
{
	struct link_reply reply = ui_reply(ui, 0);
	const char *value = field_value(f);

	for (int i = 0; i < ENDS; i++) {
		if (!strcmp(f->name, ends[i].name))
			request_select(ui->link, f->name, value, &reply);
		else if (!strcmp(f->name, ends[i].volume))
			request_volume(ui->link, ends[i].name, atoi(value),
				&reply);
		else if (!strcmp(f->name, kinds[i].name))
			request_processing(ui->link, f->name, value, &reply);
		else
			continue;
		form_saved(ui->form);
		return true;
	}
	return false;
}

void sound_fields_test(struct ui *ui)
{
	struct link_reply reply = ui_reply(ui, 0);

	request_sound_test(ui->link, TEST_S, &reply);
}

/* --- how they are ---------------------------------------------------------*/

static int draw_failure(const struct audio_end *e, const char *label,
	const struct area *a, int row)
{
	if (audio_end_works(e) || row >= a->rows)
		return row;
	screen_format(a, row, 2, a->columns - 2, ROLE_WARNING, "%s: %s", label,
		e->reason ? e->reason : "cannot be used");
	return row + 1;
}

static int cells_of(int dbfs)
{
	int level = (dbfs - QUIET_DBFS) * METER_CELLS / -QUIET_DBFS;

	return level < 0 ? 0 : level > METER_CELLS ? METER_CELLS : level;
}

static int draw_test(const struct sound_test *t, const struct area *a, int row)
{
	if (!t->known || row >= a->rows)
		return row;
	if (t->running) {
		screen_text(a, row, 2, 20, ROLE_PROGRESS, "listening, speak:");
		meter_draw(a, row, 20, cells_of(t->level_dbfs));
		return row + 1;
	}
	row += wrapped_draw(a, row, 2, a->rows - row, ROLE_BOLD,
		t->text ? t->text : "");
	if (t->advice && row < a->rows)
		row += wrapped_draw(a, row, 2, a->rows - row, ROLE_NORMAL,
			t->advice);
	return row;
}

int sound_fields_draw(const struct ui *ui, const struct area *a)
{
	int row = 0;

	for (int i = 0; i < ENDS; i++)
		row = draw_failure(end_of(ui->model, i), ends[i].label, a,
			row);
	return draw_test(&ui->model->sound_test, a, row);
}
