/* diagnosis.h - why there is no sound, as far as counters tell.  Pure.
 *
 *	symptoms, once a second --> [ since when? what instead? ] --> problem
 *
 * What lasts for DIAGNOSIS_MS is a problem: looked at once a second, it is
 * named within five.  That the other end hears nothing is known from its
 * reports alone, which come every five seconds or so.
 */
#ifndef ENGINE_DIAGNOSIS_H
#define ENGINE_DIAGNOSIS_H

#include <stdbool.h>
#include <stdint.h>

#define DIAGNOSIS_MS 3900

enum problem {
	PROBLEM_NONE,
	/* we hear nothing */
	PROBLEM_LOUDSPEAKER,		/* there is none */
	PROBLEM_NOTHING,		/* comes */
	PROBLEM_STRANGER,		/* comes, and from nobody else */
	PROBLEM_TYPE,			/* that was not agreed on comes */
	PROBLEM_GARBAGE,		/* comes, and no RTP */
	PROBLEM_FORGED,			/* comes, not by the key agreed on */
	PROBLEM_LATE,			/* all of it */
	/* they hear nothing */
	PROBLEM_MICROPHONE,		/* there is none */
	PROBLEM_FLAT,			/* it gives nothing */
	PROBLEM_UNHEARD,		/* says the other end */
	PROBLEMS
};

/* Packets so far, of each kind. */
enum arrival { ARRIVED_STRANGER, ARRIVED_TYPE, ARRIVED_GARBAGE,
	ARRIVED_FORGED, ARRIVED_LATE,
	ARRIVALS };

struct symptoms {
	bool hears, speaks;		/* as agreed, and nobody holds */
	bool in_room;			/* the person hears it, and speaks */
	bool capture_failed, playback_failed, microphone_flat;
	uint64_t played;		/* came in time, of a known type */
	uint64_t arrived[ARRIVALS];	/* and was not played */
	int unheard;			/* reports of theirs, one after the
					 * other, with nothing new of ours */
};

/* All zeros is a new one. */
struct diagnosis {
	int64_t since_ms;		/* nothing was heard; 0: it was */
	uint64_t played;		/* at the last look */
	uint64_t arrived[ARRIVALS];	/* then */
};

enum problem diagnose(struct diagnosis *, const struct symptoms *,
	int64_t now_ms);

/* As in offhook-control(7): "nothing_arrives" ...; NULL for none. */
const char *problem_code(enum problem);

#endif
