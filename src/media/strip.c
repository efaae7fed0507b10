#include "media/strip.h"

#include <string.h>

static size_t samples_in(const struct strip *s, int ms)
{
	return (size_t)(s->rate_hz / 1000 * ms);
}

void strip_restart(struct strip *s, int rate_hz)
{
	s->rate_hz = rate_hz;
	s->next = s->end = samples_in(s, STRIP_PAST_MS);
	memset(s->samples, 0, s->end * sizeof *s->samples);
}

static void move_to_front(struct strip *s)
{
	size_t by = s->next - samples_in(s, STRIP_PAST_MS);

	memmove(s->samples, s->samples + by,
		(s->end - by) * sizeof *s->samples);
	s->next -= by;
	s->end -= by;
}

int16_t *strip_room(struct strip *s, size_t n)
{
	size_t size = samples_in(s, STRIP_MS);

	if (s->end + n > size && s->next > samples_in(s, STRIP_PAST_MS))
		move_to_front(s);
	return s->end + n > size ? NULL : strip_end(s);
}

void strip_add(struct strip *s, size_t n)
{
	s->end += n;
}

void strip_take(struct strip *s, int16_t *to, size_t n)
{
	memcpy(to, strip_next(s), n * sizeof *to);
	s->next += n;
}

void strip_skip(struct strip *s, size_t n)
{
	size_t waiting = strip_waiting(s);

	s->next += n < waiting ? n : waiting;
}
