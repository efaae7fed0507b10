/* sound_end.h - one of the three devices: which of its list plays.  Engine
 * thread.
 *
 *	              best first
 *	list        [ headset,  laptop,  null ]
 *	              tried       plays
 *
 *	needed        the first that opens plays
 *	lost          the next that opens takes over at once, the best first
 *	meanwhile     better ones are tried now and then, beside the one that
 *	              plays; the one that opens takes over without a gap
 *	not needed    all is closed SOUND_LINGER_MS later
 *
 * Devices open on threads of their own.  One that does not open is tried again
 * after 1 s, 2 s, and every 4 s; one that opens and goes away again within 10 s
 * after twice as long each time, up to 32 s.  What a front end has chosen stands
 * before the list.
 */
#ifndef ENGINE_SOUND_END_H
#define ENGINE_SOUND_END_H

#include <stdbool.h>

#include "audio/device.h"
#include "engine/engine.h"
#include "media/media.h"
#include "store/config.h"

#define SOUND_LINGER_MS 5000

struct sound_end;

struct sound_end_params {
	struct engine *engine;
	enum media_end end;
	const char *word;		/* "capture" ... */
	void (*on_plays)(void *arg);	/* one has taken over */
	void (*on_none)(void *arg);	/* none of the list opens */
	void *arg;
};

struct sound_end *sound_end_new(const struct sound_end_params *);
void sound_end_free(struct sound_end *);

/* Of the configuration, which owns it; what plays is looked for anew. */
void sound_end_list(struct sound_end *, const struct texts *);
/* By a front end; live. */
void sound_end_choose(struct sound_end *, const char *name);
void sound_end_need(struct sound_end *, bool);

const char *sound_end_word(const struct sound_end *);
bool sound_end_plays(const struct sound_end *);
const char *sound_end_device(const struct sound_end *);	/* that does; or NULL */
bool sound_end_has_none(const struct sound_end *);	/* and it is needed */
/* NULL: that name can be this end; else what is wrong with it. */
const char *sound_end_refusal(const struct sound_end *, const char *name);

/* What the microphone that plays has heard since the last call; false:
 * nothing. */
bool sound_end_level(struct sound_end *, struct device_level *);
/* All but the volume. */
void sound_end_view(const struct sound_end *, struct audio_end_view *);

#endif
