/* sound_test.h - microphone and loudspeaker are tried out, without a call.
 * Engine thread.
 *
 *	start --> devices open --> a tone, and the microphone is listened to
 *	      --> the time is over, or a call comes --> a verdict
 *
 * Each change, and the level meanwhile, is an event audio.test.
 */
#ifndef ENGINE_SOUND_TEST_H
#define ENGINE_SOUND_TEST_H

#include <stdbool.h>

#include "engine/engine.h"

struct sound_end;
struct sound_test;

struct sound_test_params {
	struct engine *engine;
	struct sound_end *capture, *playback;	/* needed while it runs */
	void (*on_over)(void *arg);
	void *arg;
};

struct sound_test *sound_test_new(const struct sound_test_params *);
void sound_test_free(struct sound_test *);

void sound_test_start(struct sound_test *, int seconds);
/* A call needs the devices for itself. */
void sound_test_interrupt(struct sound_test *);
bool sound_test_runs(const struct sound_test *);
void sound_test_view(const struct sound_test *, struct audio_test_view *);

#endif
