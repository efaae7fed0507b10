/* trace.h - the SIP messages of one call as they are shown: who to whom, what,
 * when; and each line by line.  Pure.
 *
 * Lines are clean: what a terminal would obey stands there as ^[.
 */
#ifndef UI_TRACE_H
#define UI_TRACE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#define TRACE_PARTIES 16
#define TRACE_LABEL 40

struct trace_message {
	int64_t time;			/* wall ms */
	bool sent, again;		/* again: the same was there before */
	int party;			/* which of the parties */
	char label[TRACE_LABEL];	/* "INVITE sdp auth", "200 OK sdp" */
	char **lines;			/* owned */
	int n_lines;
	char *raw;			/* owned; as it was; NULL: no message,
					 * but sound that began */
};

struct trace {
	struct trace_message *messages;	/* owned, oldest first */
	int n, dropped;			/* dropped: older ones that are gone */
	int sounds;			/* of the n: no messages */
	char *parties[TRACE_PARTIES];	/* owned: addresses; the others of
					 * more than so many share the last */
	int n_parties;
};

/* What session.trace answered; whatever it held is freed. */
void trace_load(struct trace *, const json_t *result);
/* Sound both ways, from that time on, between the messages around it. */
void trace_add_sound(struct trace *, int64_t wall_ms, const char *label);
void trace_clear(struct trace *);

/* A header that tells little about a call: left out unless asked for. */
bool trace_is_routine(const char *line);

#endif
