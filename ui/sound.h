/* sound.h - the mirror of the engine's devices, and of a test of them. */
#ifndef UI_SOUND_H
#define UI_SOUND_H

#include <jansson.h>
#include <stdbool.h>

struct audio_end {
	char *name, *state, *reason;	/* owned, clean, may be NULL */
	int volume_percent;		/* -1 unknown */
};

/* "auto", "on", "off"; owned, may be NULL. */
struct processing {
	char *echo_cancel, *noise_suppression, *gain_control;
};

struct sound_test {
	bool known, running;
	int level_dbfs, peak_dbfs;	/* of the microphone */
	char *text, *advice;		/* owned, clean; its verdict, or NULL */
};

void audio_end_read(struct audio_end *, const json_t *);
void audio_end_clear(struct audio_end *);
void processing_read(struct processing *, const json_t *);
void processing_clear(struct processing *);
void sound_test_read(struct sound_test *, const json_t *);
void sound_test_clear(struct sound_test *);

bool audio_end_works(const struct audio_end *);	/* it did not fail */

#endif
