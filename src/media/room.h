/* room.h - where the person is: microphone, loudspeaker, ringer.  Media thread.
 *
 *	microphone --> voice --> bus <--> streams
 *	                  ^      bus --> + tone --> loudspeaker
 *	                  `------------------------'
 *	                                   tone --> ringer
 */
#ifndef MEDIA_ROOM_H
#define MEDIA_ROOM_H

#include "media/bus.h"
#include "media/command.h"
#include "media/microphone.h"
#include "media/tone.h"

struct room_end {
	struct loan *loan;	/* NULL: nothing was ever lent */
	int percent;
	struct tone_player tone;	/* not of the microphone */
};

struct room {
	struct bus bus;
	struct room_end ends[3];	/* by enum media_end */
	struct bus_port person;	/* one port: nobody hears himself */
	struct convert *convert;	/* owned; between device and bus */
	struct voice_order *voice;	/* NULL: none was ever given */
	bool watched;			/* the microphone: */
	bool heard, muted;		/* by somebody; by nobody for mute */
	struct microphone microphone;
	enum microphone_trouble trouble;	/* to be told */
};

/* Engine thread. */
void room_init(struct room *);
void room_clear(struct room *);

/* The former one, or NULL. */
struct loan *room_device(struct room *, enum media_end, struct loan *);
struct voice_order *room_voice(struct room *, struct voice_order *);
void room_volume(struct room *, enum media_end, int percent);
void room_tone(struct room *, enum media_end, enum tone);

/* Whether there is anything to do without streams. */
bool room_is_idle(const struct room *);

void room_tick(struct room *);

#endif
