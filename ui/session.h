/* session.h - the mirror of one call of the engine, and the words for it. */
#ifndef UI_SESSION_H
#define UI_SESSION_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "contact_card.h"
#include "protection.h"

enum session_state {
	SESSION_RINGING,	/* in, not answered */
	SESSION_ANSWERING,
	SESSION_DIALLING,	/* out, calling */
	SESSION_RINGING_THERE,
	SESSION_EARLY,		/* out, something is heard already */
	SESSION_ACTIVE, SESSION_HELD, SESSION_HELD_BY_THEM,
	SESSION_ENDING, SESSION_ENDED
};

/* What a key asked for and the engine has not answered yet. */
enum pending {
	PENDING_NOTHING, PENDING_HOLD, PENDING_RESUME, PENDING_MUTE,
	PENDING_UNMUTE, PENDING_BYE, PENDING_ANSWER, PENDING_REJECT,
	PENDING_REJECT_SOON,	/* only marked: it still rings */
	PENDING_FOCUS, PENDING_SEND_ON
};

enum recording { RECORDING_NONE, RECORDING_STARTS, RECORDING_ON,
	RECORDING_PAUSED };

#define METER_CELLS 8

struct session_statistics {
	bool known;
	double loss_percent, jitter_ms;
	double rtt_ms, mos;		/* < 0: unknown, as all below */
	double remote_loss_percent, buffer_ms;
	int bitrate;			/* bits/s that are sent */
	int input_dbfs, output_dbfs;	/* > 0: unknown */
};

struct session_levels {
	bool known;
	int input, output;		/* 0 .. METER_CELLS, as shown */
	bool clipped;
};

struct session {
	int id, number;
	enum session_state state;
	bool outgoing, held_by_us, held_by_them, muted, focused, silenced;
	bool hold_pending, transferring, privacy;
	char *account;			/* owned, the name; NULL none */
	char *uri, *name, *address;	/* owned; the other's; never NULL */
	char *shown;			/* owned; the address, readable */
	struct contact_card contact;
	int64_t created, established, ended;	/* wall ms; 0 not yet */
	char *codec;			/* owned, NULL none yet */
	int sample_rate_hz;
	char *media_peer;		/* owned; where sound comes from; NULL */
	struct protection protection;
	char *problem, *advice;		/* owned; why there is no sound, and what
					 * to do; NULL none */
	bool ended_by_us, ended_by_error;	/* else by the other side */
	bool missed;			/* answered nowhere; when it has ended */
	int end_status;			/* 0 none */
	char *end_reason;		/* owned, may be NULL */
	char *wish;			/* owned; to whom the other side wants
					 * us to go, our yes or no; NULL none */
	bool wish_is_redirect;		/* a 3xx, not a REFER */
	int conference;			/* that it is in; 0 none */
	int gain_db;			/* as the others there hear it */
	bool member_muted;		/* they do not */
	int consults;			/* the call that waits for this one to
					 * be asked; 0: no consultation */
	char *transfer_to;		/* owned; shown; NULL none */
	char *transfer_state;		/* owned; "ringing"; NULL none */
	int transfer_status;		/* the last one told; 0 none */
	char *referred_by;		/* owned; who sent it here; NULL */
	int tones_waiting;		/* behind a w */
	char *tones_received;		/* owned; NULL none */
	enum recording recording;
	int64_t recording_since;	/* wall ms, without its pauses */
	char *recording_path;		/* owned; NULL none */
	int timer_s;			/* ends unless refreshed; 0 no timer */
	bool timer_ours;		/* we refresh it */
	char *end_cause;		/* owned; why, in words; NULL not told */
	char *known_as;			/* owned; what a trusted proxy says of
					 * who it is; NULL nothing */
	char *diverted;			/* owned; whose call it was; NULL */
	struct session_statistics statistics;
	struct session_levels levels;

	/* of the front end */
	enum pending pending;
	bool marked;			/* for a conference */
	int64_t left_at;		/* clock_ms: its row goes; 0 it lives */
};

/* NULL: no session object.  before: the same one so far, or NULL; what the
 * object does not tell is kept from it. */
struct session *session_read(const json_t *, const struct session *before);
void session_free(struct session *);
/* The engine has it no longer, and did not tell when or why it ended. */
void session_gone(struct session *);

void session_read_statistics(struct session *, const json_t *);
/* Falls one cell at a time, rises at once. */
void session_read_levels(struct session *, const json_t *);

bool session_lives(const struct session *);
/* There is media to and from the other side, or from it. */
bool session_has_sound(const struct session *);

/* Of the contact, else as told, else the number. */
const char *session_name(const struct session *);	/* "" nobody knows */
const char *session_party(const struct session *);	/* name, else number */
const char *session_word(const struct session *);	/* "HOLD", "hold.." */
/* "to 2014: ringing (180)"; "" where none goes on. */
void session_transfer_words(const struct session *, char *text, int size);
/* "recording on 00:21"; "" where it is not recorded. */
void session_recording_words(const struct session *, char *text, int size);

/* What the engine says of it, to stand behind "call 1": ": no answer", or what
 * follows the engine's own "call 6", since people know the number.  -> text */
const char *session_error(const struct session *, const char *error, char *text,
	int size);
/* Established, whoever holds it. */
bool session_talks(const struct session *);
/* We hold it, or will as soon as they have agreed: what a key turns round. */
bool session_is_to_hold(const struct session *);
/* A call of this phone to itself: echo, tone, music. */
bool session_is_service(const struct session *);
/* When the time shown beside it started to run; wall ms. */
int64_t session_since(const struct session *);
/* "busy", "no answer", "500 Server Error": why it ended, or "". */
void session_end_words(const struct session *, char *text, int size);
/* The same in ten columns: "busy", "500". */
void session_end_short(const struct session *, char *text, int size);

#endif
