#include "slow_line.h"

#define LATE_MOST 2
#define PROMPT_LEAST 3

void slow_line_init(struct slow_line *s)
{
	*s = (struct slow_line){ .asked = -1, .last = -1 };
}

bool slow_line_ask(struct slow_line *s, int64_t now)
{
	bool first = s->last < 0;

	if (s->asked >= 0 || (!first && !s->answers) ||
			(!first && now - s->last < SLOW_LINE_EVERY_MS))
		return false;
	s->asked = s->last = now;
	return true;
}

static void judge(struct slow_line *s, int64_t took)
{
	s->late = took > SLOW_LINE_MS ? s->late + 1 : 0;
	s->prompt = took <= SLOW_LINE_MS / 2 ? s->prompt + 1 : 0;
	if (s->late >= LATE_MOST)
		s->slow = true;
	else if (s->prompt >= PROMPT_LEAST)
		s->slow = false;
}

void slow_line_answered(struct slow_line *s, int64_t now)
{
	if (s->asked < 0)
		return;
	s->answers = true;
	judge(s, now - s->asked);
	s->asked = -1;
}

bool slow_line_waits(const struct slow_line *s)
{
	return s->asked >= 0 && s->answers;
}

int64_t slow_line_deadline(const struct slow_line *s)
{
	return slow_line_waits(s) && !s->slow ?
		s->asked + SLOW_LINE_GONE_MS : -1;
}

void slow_line_tick(struct slow_line *s, int64_t now)
{
	int64_t deadline = slow_line_deadline(s);

	if (deadline >= 0 && now >= deadline) {
		s->slow = true;
		s->late = LATE_MOST;
	}
}
