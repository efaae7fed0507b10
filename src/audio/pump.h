/* pump.h - moves sound between a card and its junction, at the card's pace on
 * one side and the bus's on the other.  Device thread.  Private to audio/.
 *
 *	card --read--> resample --put--> junction --> bus      capture
 *	card <-write-- resample <-take-- junction <-- bus      playback
 *	  |               ^                  |
 *	 dll ----ppm--> servo <----level-----+
 *
 * The level is what lies between converter and bus: the card's queue and the
 * junction together, so that neither period nor tick shows in it.  Its target:
 *
 *	capture    a period (what the card holds back) and a margin
 *	playback   a tick, what is kept in the card (reserve) and a margin
 *
 * A thread that is woken in time and a card that tells its position finely
 * (grain.h) are prompt: a microphone is then read just before the bus comes,
 * instead of when its period is over, and the margins are small.  When that does
 * not go well twice, it is over.
 */
#ifndef AUDIO_PUMP_H
#define AUDIO_PUMP_H

#include "audio/alsa_card.h"
#include "audio/dll.h"
#include "audio/driver.h"
#include "audio/grain.h"
#include "audio/resample.h"
#include "audio/servo.h"

struct pump {
	const struct device_task *task;
	struct card *card;		/* of the caller */
	struct resample *resample;	/* owned */
	struct dll dll;
	struct servo servo;
	double bus_per_card;		/* samples a frame */
	size_t reserve;			/* frames; playback */
	bool real_time;			/* the thread, and that is enough */
	bool prompt;
	struct grain grain;
	int64_t visited_ns, visit_ns;	/* the bus: last and how far apart */
	bool idle;			/* the bus does not come */
	int surplus;			/* samples still to be dropped */
	uint64_t starved;		/* seen in the junction */
	int16_t *card_side, *bus_side;	/* owned; a chunk and its resampling */
	size_t chunk, bound;		/* their sizes */
};

/* Until the end is asked for or the card is lost; tells the device.  The card
 * stays the caller's.  real_time: the thread has it. */
void pump_run(const struct device_task *, struct card *, bool real_time);

/* One look at the card; 0 or -errno. */
int pump_capture(struct pump *);
int pump_playback(struct pump *);

/* For these two.  The position on the line, and what waits at the junction.
 * *looked: v is good.  0 or -errno. */
int pump_measure(struct pump *, int64_t *ns, uint64_t *position,
	struct junction_view *v, bool *looked);
#define PUMP_LEAD_MS 2.0		/* of a prompt reader before the bus */
bool pump_bus_is_away(const struct junction_view *, int64_t ns);

#endif
