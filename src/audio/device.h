/* device.h - one open end of sound: a microphone, a loudspeaker, a file.
 *
 *	card/file <--> device thread <--> ring <--> media thread, 10 ms a tick
 *
 * Opening, blocking, xruns, rates and channel counts are the device thread's
 * problem: the media thread reads and writes mono 16-bit samples at the bus
 * rate and never waits.  The two clocks meet at the ring, through a
 * delay-locked loop and a resampler (decisions.md 9).
 *
 *	alsa:PCM	a sound card			capture, playback
 *	wav:FILE	read once then silence; written	capture, playback
 *	tone:HZ		a sine, peak at -12 dBFS	capture
 *	pipe:COMMAND	what it prints, or reads	capture, playback
 *	null		silence				capture, playback
 */
#ifndef AUDIO_DEVICE_H
#define AUDIO_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct device;

enum device_direction { DEVICE_CAPTURE, DEVICE_PLAYBACK };

enum device_state {
	DEVICE_OPENING,
	DEVICE_RUNNING,
	DEVICE_FAILED,		/* could not be opened: device_why() */
	DEVICE_LOST,		/* was running and went away: device_why() */
};

struct device_params {
	const char *name;		/* "alsa:default" */
	enum device_direction direction;
	int rate_hz;			/* of the bus */
	int period_ms;			/* of the card, asked for */
};

/* Any thread.  NULL: the name can be opened in that direction; else a clause
 * for people: what is wrong with it.  Looks at the words, at no device. */
const char *device_refusal(const char *name, enum device_direction);

/* Engine thread.  Starts the device's thread and returns at once; 0,
 * -EINVAL: device_refusal() says why, or -errno: no descriptor is left. */
int device_open(struct device **, const struct device_params *);

/* Engine thread: readable when the state has changed; take it with
 * device_state(), which clears it. */
int device_event_fd(const struct device *);
enum device_state device_state(struct device *);
/* A clause for people; "" none. */
const char *device_why(const struct device *);
const char *device_name(const struct device *);	/* as given */

/* Any thread, any time: since the device was opened. */
struct device_statistics {
	uint64_t xruns;		/* of the card: its buffer ran full or empty */
	uint64_t starved;	/* times that bus or card found too little */
	uint64_t lost;		/* samples for which there was no room */
};
void device_statistics(const struct device *, struct device_statistics *);

/* Engine thread: the samples that a microphone gave since the last call; false:
 * it gave none. */
struct device_level {
	int least, most;		/* the same: nothing but that */
	uint64_t clipped;		/* samples cut off at full scale */
};
bool device_level(struct device *, struct device_level *);

/* Engine thread, when the media thread does not have it any more.  Returns at
 * once: the thread ends itself and frees, also when its card hangs. */
void device_close(struct device *);

/* Waits (at most ms) until closed devices' threads are gone: at exit, so that
 * a WAV file is whole. */
void device_drain(int ms);

/* Media thread.  Fills frame with n samples, silence where there are none;
 * false: silence only. */
bool device_read(struct device *, int16_t *frame, size_t n);
void device_write(struct device *, const int16_t *frame, size_t n);

/* What could be opened, for people: calls on_item for each from a thread of its
 * own making, then on_item(arg, NULL).  The caller forwards to its thread. */
struct device_item {
	const char *name;		/* "alsa:hw:CARD=PCH,DEV=0" */
	const char *description;	/* one line */
	bool capture, playback;
};
void device_list(void (*on_item)(void *arg, const struct device_item *),
	void *arg);

#endif
