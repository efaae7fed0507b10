#include "media/player.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "media/tone.h"

struct player {
	struct extra extra;
	struct player_params params;
	struct clip_cursor cursor;	/* media thread */
};

/* --- media thread -------------------------------------------------------- */

void clip_cursor_add(const struct clip_cursor *c, int16_t *frame, int rate_hz)
{
	size_t n = media_frame(rate_hz), length;
	const int16_t *samples = clip_at(c->clip, rate_hz, &length);
	uint64_t at = c->tick * n;

	for (size_t i = 0; samples && i < n; i++, at++) {
		if (at >= length && !c->loop)
			return;
		frame[i] = sample_clip(frame[i] + samples[at % length]);
	}
}

void clip_cursor_next(struct clip_cursor *c)
{
	c->tick++;
}

bool clip_cursor_at_end(const struct clip_cursor *c)
{
	return !c->loop && c->tick * media_frame(clip_rates[0]) >=
		c->clip->n[0];
}

void player_to_us(struct player *p, int16_t *frame, int rate_hz)
{
	if (p->params.to_us)
		clip_cursor_add(&p->cursor, frame, rate_hz);
}

void player_to_them(struct player *p, int16_t *frame, int rate_hz)
{
	if (p->params.to_them && p->params.alone)
		memset(frame, 0, media_frame(rate_hz) * sizeof *frame);
	if (p->params.to_them)
		clip_cursor_add(&p->cursor, frame, rate_hz);
	clip_cursor_next(&p->cursor);
}

bool player_is_over(const struct player *p)
{
	return clip_cursor_at_end(&p->cursor);
}

/* --- engine thread ------------------------------------------------------- */

struct player *player_new(const struct player_params *params)
{
	struct player *p = mem_new_of(struct player);

	p->extra = (struct extra){ .parcel.kind = PARCEL_EXTRA,
		.kind = MEDIA_PLAYER, .arg = params->arg };
	p->params = *params;
	clip_use(params->clip);
	p->cursor.clip = params->clip;
	p->cursor.loop = params->loop;
	return p;
}

void player_free(struct player *p)
{
	if (!p)
		return;
	clip_release(p->params.clip);
	free(p);
}

struct extra *player_extra(struct player *p)
{
	return &p->extra;
}
