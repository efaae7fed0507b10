#include "media/extra.h"

#include "media/player.h"
#include "media/recorder.h"
#include "media/tap.h"

static struct recorder *recorder(const struct extras *e)
{
	return (struct recorder *)e->of[MEDIA_RECORDER];
}

static struct player *player(const struct extras *e)
{
	return (struct player *)e->of[MEDIA_PLAYER];
}

static struct tap *tap(const struct extras *e)
{
	return (struct tap *)e->of[MEDIA_TAP];
}

bool extras_any(const struct extras *e)
{
	return recorder(e) || player(e) || tap(e);
}

struct extra *extras_put(struct extras *e, enum media_extra kind,
	struct extra *extra)
{
	struct extra *former = e->of[kind];

	e->of[kind] = extra;
	return former;
}

void extras_heard(struct extras *e, int16_t *frame, int rate_hz)
{
	if (tap(e))
		tap_heard(tap(e), frame, rate_hz);
	if (recorder(e))
		recorder_heard(recorder(e), frame, rate_hz);
	if (player(e))
		player_to_us(player(e), frame, rate_hz);
}

void extras_said(struct extras *e, int16_t *frame, int rate_hz)
{
	if (player(e))
		player_to_them(player(e), frame, rate_hz);
	if (tap(e))
		tap_said(tap(e), frame, rate_hz);
	if (recorder(e))
		recorder_said(recorder(e), frame, rate_hz);
}

struct extra *extras_over(struct extras *e)
{
	if (player(e) && player_is_over(player(e)))
		return extras_put(e, MEDIA_PLAYER, NULL);
	return NULL;
}
