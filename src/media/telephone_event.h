/* telephone_event.h - keys as packets and packets as keys (RFC 4733).  Media
 * thread.
 *
 * One key of 100 ms, a packet every 20 ms, all with the time stamp of its
 * beginning; the end is said three times because it may be lost:
 *
 *	M              E    E    E
 *	160  320  ...  800  800  800
 *
 * Times are ticks of the events' clock, which is that of the sound beside them:
 * 8000 Hz (also where none is named), or 48000 for Opus.
 */
#ifndef MEDIA_TELEPHONE_EVENT_H
#define MEDIA_TELEPHONE_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TELEPHONE_EVENT_SIZE 4		/* bytes of a payload */
#define TELEPHONE_EVENT_ENDS 3		/* packets that say the end */
#define TELEPHONE_EVENT_LOST_MS 200	/* without a packet it has ended */
#define TELEPHONE_EVENT_PAUSE_MS 2000	/* of a ',' */

bool telephone_event_is_key(char);	/* 0-9 * # A-D a-d and ',' */

/* --- sending ------------------------------------------------------------- */

/* Keys to send, one after the other. */
struct key_job {
	struct key_job *next;
	char *keys;			/* owned by whoever made the job */
	int duration_ms, gap_ms;
	int volume;			/* -dBm0, 0-63 */
	/* Sent as sound by key_tone.h; NULL: as events. Owned likewise. */
	struct dtmf_tx_state_s *tones;
	size_t at;			/* the next key; media thread */
};

void key_jobs_add(struct key_job **first, struct key_job **last,
	struct key_job *);
/* The first one with keys left; NULL: none. */
struct key_job *key_jobs_first(struct key_job *);

struct key_sender {
	struct key_job *first, *last;	/* waiting and in hand */
	enum { KEY_IDLE, KEY_PRESSED, KEY_ENDING, KEY_GAP } state;
	uint8_t code, volume;
	uint32_t timestamp;		/* of the present segment */
	uint32_t elapsed, duration;	/* ticks, of this segment */
	uint32_t gap, left;		/* ticks, packets */
	bool marker;
	int clock_hz;			/* 0: 8000 */
};

struct key_packet {
	uint8_t payload[TELEPHONE_EVENT_SIZE];
	uint32_t timestamp;
	bool marker;
};

/* On another clock from now on; what is in hand ends where it is. */
void key_sender_clock(struct key_sender *, int clock_hz);

void key_sender_add(struct key_sender *, struct key_job *);

/* Once for each packet that is due: the n ticks from timestamp on.  true: it
 * is an event, in *p; false: it is sound. */
bool key_sender_packet(struct key_sender *, uint32_t timestamp, uint32_t n,
	struct key_packet *p);

/* Time was skipped: what is in hand ends where it is. */
void key_sender_skip(struct key_sender *);

/* Nothing can be sent any more: the jobs are done where they are. */
void key_sender_drop(struct key_sender *);

/* A job all of whose keys are out, to be given back; NULL: none. */
struct key_job *key_sender_done(struct key_sender *);

/* --- receiving ----------------------------------------------------------- */

struct key_heard {
	char key;			/* 0-9 * # A-D, F: flash */
	int duration_ms;
	bool by_tone;			/* as sound */
};

#define KEYS_WAITING 16

struct key_receiver {
	bool open;			/* a key is pressed */
	uint8_t code;
	uint32_t timestamp;		/* of the present segment */
	uint32_t duration, before;	/* of this segment, those before */
	int64_t heard_ns;		/* the last packet of it */
	bool has_closed;
	uint32_t closed;		/* time stamp of the last to end */
	int clock_hz;			/* 0: 8000 */
	struct key_heard waiting[KEYS_WAITING];	/* to be reported */
	unsigned n;
};

/* What comes next runs on this clock; on another one an open key has ended. */
void key_receiver_clock(struct key_receiver *, int clock_hz);

/* false: malformed. */
bool key_receiver_packet(struct key_receiver *, const uint8_t *payload,
	size_t n, uint32_t timestamp, int64_t arrival_ns);

/* One that was heard as sound. */
void key_receiver_put(struct key_receiver *, char key, int duration_ms);

/* Ends a key whose end was lost. */
void key_receiver_time(struct key_receiver *, int64_t now_ns);

/* The oldest key to report, and forgets it; look first, for a full ring. */
const struct key_heard *key_receiver_look(const struct key_receiver *);
void key_receiver_next(struct key_receiver *);

/* Another source: its time stamps have nothing to do with those before. */
void key_receiver_restart(struct key_receiver *);

#endif
