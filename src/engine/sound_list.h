/* sound_list.h - the devices that an end may use, best first, and what is known
 * against each.  Engine thread.
 *
 *	headset   not before 12:00:04, "the sound card is not there"
 *	laptop
 */
#ifndef ENGINE_SOUND_LIST_H
#define ENGINE_SOUND_LIST_H

#include <stdint.h>

#include "store/config.h"

struct sound_candidate {
	char *name;			/* owned */
	char *reason;			/* why not; owned; NULL: none known */
	int64_t not_before_ms;
	int wait_ms;			/* the next one */
};

struct sound_list {
	struct sound_candidate *items;	/* owned */
	int n;
};

/* Anew: chosen (NULL: none) stands before the others. */
void sound_list_set(struct sound_list *, const char *chosen,
	const struct texts *others);
void sound_list_clear(struct sound_list *);

/* n: it is not in the list. */
int sound_list_rank(const struct sound_list *, const char *name);
/* All may be tried at once. */
void sound_list_forgive(struct sound_list *);
/* When the first of so many may be tried; INT64_MAX: there is none. */
int64_t sound_list_next_ms(const struct sound_list *, int n);

/* It did not open: it is left alone for a while. */
void sound_candidate_failed(struct sound_candidate *, const char *reason);
/* It has gone; for longer each time, unless it had stayed so long. */
void sound_candidate_lost(struct sound_candidate *, const char *reason,
	int64_t stayed_ms);

#endif
