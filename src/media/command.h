/* command.h - what crosses between the engine's thread and the media thread.
 *
 *	media.c  --command-->  desk.c      one ring down
 *	         <--report---              one ring up
 *
 * What changes hands with a command (a plan, keys, a device, the stream itself)
 * begins with its parcel, in which it comes back when the media thread is done:
 * no room has to be found for it on the way, so nothing gets lost when the ring
 * is full.
 */
#ifndef MEDIA_COMMAND_H
#define MEDIA_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "media/media.h"
#include "media/telephone_event.h"

struct cipher;
struct early;
struct key_ear;
struct service;
struct voice;

enum command_kind {
	COMMAND_ATTACH, COMMAND_UPDATE,		/* object: struct setup */
	COMMAND_DETACH,
	COMMAND_MUTE,				/* value: bool; stream NULL:
						 * the person */
	COMMAND_TUNE,
	COMMAND_LOUDEST,			/* value: members; 0 all */
	COMMAND_KEYS,				/* object: struct keys */
	COMMAND_DEVICE,				/* object: struct loan */
	COMMAND_VOLUME,				/* value: percent */
	COMMAND_TONE,				/* value: enum tone */
	COMMAND_EXTRA,				/* value: enum media_extra;
						 * object: struct extra */
	COMMAND_VOICE,				/* object: struct voice_order */
	COMMAND_WATCH,				/* value: bool */
	COMMAND_HANDSHAKE,			/* object: struct letter */
};

struct command {
	enum command_kind kind;
	enum media_end end;
	int value;
	struct stream *stream;
	void *object;
	struct stream_tuning tuning;
};

enum parcel_kind { PARCEL_STREAM, PARCEL_SETUP, PARCEL_KEYS, PARCEL_LOAN,
	PARCEL_EXTRA, PARCEL_VOICE, PARCEL_LETTER };

struct parcel {
	enum parcel_kind kind;
	struct stream *stream;
	struct parcel *next;			/* in the outbox */
};

/* A plan and what was allocated for it; all is owned. */
struct setup {
	struct parcel parcel;
	struct stream_plan plan;
	struct service *service;		/* NULL: on a bus */
	struct key_ear *ear;			/* NULL: not listened */
	struct cipher *seal, *unseal;		/* of SRTP; NULL: in the clear */
	struct cipher *seal_report, *unseal_report;	/* where those have keys
						 * of their own */
	struct early *early;			/* NULL: not waiting for keys */
	struct encoder *encoder;
	struct decoder *decoders[STREAM_TYPES];	/* of plan.receive */
	struct convert *convert;		/* NULL: nothing to convert */
	struct convert *tone_convert;		/* of keys as sound; likewise */
	int16_t *samples;			/* room for the longest packet */
	uint8_t random[6];			/* of another source of ours */
};

struct setup *setup_new(struct stream *, const struct stream_plan *);
void setup_free(struct setup *);		/* NULL may be given */

/* Media thread: coders and converters that both have in common stay what they
 * are, with all that they remember; the others change hands. */
void setup_adopt(struct setup *, struct setup *former);
bool setup_has_decoder(const struct setup *, const struct decoder *);

struct keys {
	struct parcel parcel;
	struct key_job job;
};

void keys_free(struct keys *);

struct loan {
	struct parcel parcel;
	struct device *device;			/* the engine's; NULL: none */
};

struct voice_order {
	struct parcel parcel;
	struct voice *voice;			/* owned; NULL: as it is */
};

struct voice_order *voice_order_new(const struct voice_params *);
void voice_order_free(struct voice_order *);	/* NULL may be given */

struct report {
	struct parcel *parcel;			/* or NULL: a key was heard, */
	enum microphone_trouble trouble;	/* or the microphone */
	struct stream *stream;
	struct key_heard heard;
};

/* What waits for room in the ring up. */
struct outbox {
	struct parcel *first, *last;
};

static inline void outbox_add(struct outbox *o, struct parcel *p)
{
	p->next = NULL;
	if (o->first)
		o->last->next = p;
	else
		o->first = p;
	o->last = p;
}

#endif
