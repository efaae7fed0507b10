/* driver.h - what stands behind a device's name.  Private to audio/.
 *
 *	device.c --- driver --+-- null      nothing
 *	                      +-- tone      computed where it is read
 *	                      +-- wav       a file, at the end of a junction
 *	                      +-- alsa      a sound card, likewise
 *	                      +-- pipe      a program, likewise
 */
#ifndef AUDIO_DRIVER_H
#define AUDIO_DRIVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "audio/device.h"
#include "audio/junction.h"

/* How a driver's thread sees its device. */
struct device_task {
	const char *what;		/* the name without its scheme */
	enum device_direction direction;
	int rate_hz;			/* of the bus */
	int period_ms;			/* of the card, asked for */
	struct junction *junction;
	int stop_fd;			/* readable: end */
	struct device *device;		/* for the news below */
};

struct driver {
	const char *scheme;		/* "wav:", or "null" alone */
	bool capture, playback;
	int capacity_ms;		/* of the junction; 0: needs none */

	/* NULL, or a clause that says what is wrong with the name. */
	const char *(*refusal)(const char *what);
	/* The device's thread; returns at the end or after bad news.  NULL:
	 * nothing to run. */
	void (*run)(const struct device_task *);
	/* Media thread, where there is no junction.  NULL: silence.
	 * at: samples read before. */
	void (*read)(const char *what, int rate_hz, uint64_t at,
		int16_t *frame, size_t n);
};

extern const struct driver alsa_driver, null_driver, pipe_driver, tone_driver,
	wav_driver;

/* Device thread: news for the engine thread, at most one of the bad ones. */
void device_runs(struct device *);
void device_fails(struct device *, const char *format, ...)
	__attribute__((format(printf, 2, 3)));	/* FAILED or LOST */
void device_xrun(struct device *);		/* counted */

/* True when the end was asked for; waits for it up to ms. */
bool device_task_stopped(const struct device_task *, int ms);

#endif
