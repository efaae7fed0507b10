/* player.h - a clip in a call: hold music, or a file that somebody plays.
 *
 *	clip [...####|......] cursor, 10 ms a tick, at whatever rate is wanted
 */
#ifndef MEDIA_PLAYER_H
#define MEDIA_PLAYER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clip.h"
#include "media/extra.h"

/* --- media thread: one who plays it -------------------------------------- */

struct clip_cursor {
	const struct clip *clip;
	bool loop;
	uint64_t tick;			/* since it began */
};

/* The tick's sound, mixed into frame. */
void clip_cursor_add(const struct clip_cursor *, int16_t *frame, int rate_hz);
void clip_cursor_next(struct clip_cursor *);
bool clip_cursor_at_end(const struct clip_cursor *);

/* --- engine thread ------------------------------------------------------- */

struct player;

struct player_params {
	struct clip *clip;		/* used by it */
	bool loop;
	bool to_them, to_us;		/* who hears it */
	bool alone;			/* they hear nothing else of us */
	void *arg;
};

struct player *player_new(const struct player_params *);
void player_free(struct player *);	/* back, or never given away */
struct extra *player_extra(struct player *);

/* --- media thread: once a tick, in this order ---------------------------- */

void player_to_us(struct player *, int16_t *frame, int rate_hz);
void player_to_them(struct player *, int16_t *frame, int rate_hz);
bool player_is_over(const struct player *);

#endif
