/* processing.c - what is done to the microphone's sound: as the configuration
 * says, or a front end since.  Engine thread.
 *
 *		echo cancelled	noise, level
 *	on	always		always
 *	auto	two sound cards	a sound card as the microphone
 *	off	never		never
 *
 * Files, tones and programs are passed on bit by bit unless asked otherwise.
 */
#include <string.h>

#include "engine/private.h"

#define NOISE_DB 15

static const char *const words[] = { [PROCESSING_AUTO] = "auto",
	[PROCESSING_ON] = "on", [PROCESSING_OFF] = "off" };

/* NULL: nothing plays. */
static bool is_card(const char *device)
{
	return device && !strncmp(device, "alsa:", 5);
}

static bool wanted(enum config_processing how, bool automatic)
{
	return how == PROCESSING_ON || (how == PROCESSING_AUTO && automatic);
}

void processing_apply(struct engine *e)
{
	const struct processing_config *c = &e->processing;
	const char *capture = sound_device(e->sound, MEDIA_CAPTURE);
	const char *playback = sound_device(e->sound, MEDIA_PLAYBACK);
	bool card = is_card(capture);
	struct voice_params p = {
		.echo = wanted(c->echo_cancel, card && is_card(playback)),
		.headset = c->echo_cancel == PROCESSING_AUTO,
		.noise_db = wanted(c->noise_suppression, card) ? NOISE_DB : 0,
		.gain = wanted(c->gain_control, card),
	};

	media_voice(e->media, &p);
	media_watch(e->media, card);
}

/* What was set by hand holds until the file says something else. */
void processing_configure(struct engine *e, const struct processing_config *c)
{
	if (!memcmp(c, &e->config->processing, sizeof *c) && e->configured)
		return;
	e->processing = *c;
	e->configured = true;
	processing_apply(e);
}

static bool read_word(const char *word, const char *name,
	enum config_processing *to, struct fault *fault)
{
	if (!word)
		return true;
	for (int i = 0; i < 3; i++)
		if (!strcmp(words[i], word)) {
			*to = (enum config_processing)i;
			return true;
		}
	return fault_set(fault, ERROR_PARAMS, name,
		"\"%.32s\": expected auto, on or off", word);
}

bool engine_process(struct engine *e, const struct processing_view *v,
	struct fault *fault)
{
	struct engine_event event = { .topic = TOPIC_AUDIO_CHANGED };
	struct processing_config c = e->processing;

	if (!read_word(v->echo_cancel, "echo_cancel", &c.echo_cancel, fault) ||
	    !read_word(v->noise_suppression, "noise_suppression",
			&c.noise_suppression, fault) ||
	    !read_word(v->gain_control, "gain_control", &c.gain_control, fault))
		return false;
	if (!memcmp(&c, &e->processing, sizeof c))
		return true;
	e->processing = c;
	processing_apply(e);
	engine_tell(e, &event);
	return true;
}

void processing_view(const struct engine *e, struct processing_view *v)
{
	v->echo_cancel = words[e->processing.echo_cancel];
	v->noise_suppression = words[e->processing.noise_suppression];
	v->gain_control = words[e->processing.gain_control];
}

/* --- what is wrong with it -------------------------------------------- */

static const struct {
	const char *code, *text, *advice;
} troubles[MICROPHONE_TROUBLES] = {
	[MICROPHONE_FLAT] = { "microphone_flat",
		"the microphone gives nothing but silence",
		"is it plugged in, and its own switch on? audio list shows "
		"others" },
	[MICROPHONE_CLIPS] = { "microphone_clips",
		"the microphone is too loud: it clips",
		"turn its level down in the mixer of the sound card" },
	[MICROPHONE_MUTED_TALKING] = { "muted_talking",
		"you are talking while muted", "nobody hears you" },
};

void processing_trouble(void *engine, enum microphone_trouble trouble)
{
	struct engine *e = engine;

	e->microphone_flat |= trouble == MICROPHONE_FLAT;
	engine_warn(engine, troubles[trouble].code, troubles[trouble].advice,
		"%s", troubles[trouble].text);
}
