#include "media/load.h"

#include "media/media.h"

#define WINDOW 20		/* ticks */
#define WINDOW_NS (WINDOW * MEDIA_TICK_MS * INT64_C(1000000))
#define BUSY_PERCENT 75		/* of the time, from which on some is saved */
#define IDLE_PERCENT 40		/* below which twice the work would do */
#define CALM 50			/* windows, until it is tried */

static const int thrifts[] = { 0, 3, 5, 10 };

#define LAST ((int)(sizeof thrifts / sizeof *thrifts) - 1)

void load_init(struct load *l)
{
	*l = (struct load){ 0 };
}

static bool is_over(const struct load *l, int percent)
{
	return l->work_ns > WINDOW_NS * percent / 100;
}

/* 1: save more, -1: less, 0: as it was. */
static int judge(struct load *l)
{
	l->calm = is_over(l, IDLE_PERCENT) ? 0 : l->calm + 1;
	if (is_over(l, BUSY_PERCENT))
		return l->step < LAST;
	if (l->calm < CALM || !l->step)
		return 0;
	l->calm = 0;
	return -1;
}

bool load_tick(struct load *l, int64_t work_ns)
{
	int change;

	l->work_ns += work_ns;
	if (++l->ticks < WINDOW)
		return false;
	change = judge(l);
	l->step += change;
	l->work_ns = l->ticks = 0;
	return change;
}

int load_thrift(const struct load *l)
{
	return thrifts[l->step];
}
