#include "engine/bitrate.h"

#define LOSS_FROM 0.02		/* fraction: less is not worth a reaction */
#define LOSS_FULL 0.20
#define QUEUE_FROM 100.0	/* ms above the least round trip */
#define QUEUE_FULL 400.0
#define LOCAL_FROM 50.0
#define LOCAL_FULL 400.0
#define LOCAL_MOST 0.5		/* of the uplink is given up */
#define BACK 0.02		/* of it that returns in a second */
#define COMFORT 20000		/* bit/s: below, longer packets come first */
#define CALM_S 10		/* then packets become shorter again */
#define STEPS 2

static const int steps_ms[STEPS + 1] = { 0, 40, 60 };

static double within(double value, double from, double to)
{
	double share = (value - from) / (to - from);

	return share < 0 ? 0 : share > 1 ? 1 : share;
}

static int least(int a, int b)
{
	return a < b ? a : b;
}

/* --- what is seen --------------------------------------------------------- */

/* Worse counts at once, better by and by. */
static void see_loss(struct bitrate_call *c)
{
	double loss = c->loss < 0 ? 0 : c->loss;

	c->smooth_loss += (loss - c->smooth_loss) *
		(loss > c->smooth_loss ? 0.5 : 0.1);
	c->loss_percent = (int)(c->smooth_loss * 100 + 0.5);
}

/* The least one rises slowly: ways change. */
static void see_rtt(struct bitrate_call *c)
{
	if (c->rtt_ms < 0)
		return;
	if (c->least_rtt_ms <= 0 || c->rtt_ms < c->least_rtt_ms)
		c->least_rtt_ms = c->rtt_ms;
	else
		c->least_rtt_ms += (c->rtt_ms - c->least_rtt_ms) / 600;
}

static double queue_of(const struct bitrate_call *c)
{
	return c->rtt_ms < 0 ? 0 : c->rtt_ms - c->least_rtt_ms;
}

/* A queue of our own is in all round trips: what the least of them has. */
static double local_queue(struct bitrate_call *const *calls, int n)
{
	double queue = -1;

	for (int i = 0; i < n; i++)
		if (calls[i]->rtt_ms >= 0 &&
		    (queue < 0 || queue_of(calls[i]) < queue))
			queue = queue_of(calls[i]);
	return queue < 0 ? 0 : queue;
}

/* --- a call for itself ---------------------------------------------------- */

static void shorten_when_calm(int *longer, int *calm_s, bool calm)
{
	*calm_s = calm ? *calm_s + 1 : 0;
	if (*longer && *calm_s >= CALM_S) {
		--*longer;
		*calm_s = 0;
	}
}

static void judge_packets(struct bitrate_call *c, double trouble)
{
	if (trouble >= 0.5 && !c->longer) {
		c->longer = 1;
		c->calm_s = 0;
	}
	shorten_when_calm(&c->longer, &c->calm_s, trouble < 0.1);
}

static int rise(int rate, int to)
{
	int step = rate / 20;

	return to < rate ? to : least(to, rate + step);
}

static int above(int rate, int least_rate)
{
	return rate > least_rate ? rate - least_rate : 0;
}

/* queue: in ms, beyond what all of them have. */
static void judge_alone(struct bitrate_call *c, double queue, int most)
{
	double trouble = within(queue, QUEUE_FROM, QUEUE_FULL);
	double loss = within(c->smooth_loss, LOSS_FROM, LOSS_FULL);
	int by_loss = most - (int)(loss * above(most, BITRATE_FEC));
	int by_queue = most - (int)(trouble * above(most, BITRATE_LEAST));

	judge_packets(c, trouble);
	c->rate = !c->follows ? 0 : rise(c->rate ? c->rate : BITRATE_START,
		least(by_loss, by_queue));
}

/* --- all together --------------------------------------------------------- */

static int packet_ms(const struct bitrate_call *c, int longer)
{
	for (int i = longer; i > 0; i--)
		if (steps_ms[i] > c->ptime_ms && steps_ms[i] <= c->max_ptime_ms)
			return steps_ms[i];
	return c->ptime_ms;
}

static int steps_of(const struct bitrate_call *c, int of_all)
{
	return c->longer > of_all ? c->longer : of_all;
}

static int headers(const struct bitrate_call *c, int longer)
{
	return c->header * 8 * 1000 / packet_ms(c, steps_of(c, longer));
}

/* All but what those that follow may have; *n_follow: how many. */
static int unavoidable(struct bitrate_call *const *calls, int n, int longer,
	int *n_follow)
{
	int sum = 0;

	*n_follow = 0;
	for (int i = 0; i < n; i++) {
		sum += headers(calls[i], longer) +
			(calls[i]->follows ? 0 : calls[i]->fixed);
		*n_follow += calls[i]->follows;
	}
	return sum;
}

/* Whether all have enough with packets of this length, and some to spare. */
static bool fits(struct bitrate_call *const *calls, int n, int longer,
	int budget, double spare)
{
	int n_follow;
	int left = budget - unavoidable(calls, n, longer, &n_follow);

	return left >= (int)(n_follow * COMFORT * spare) &&
		left >= (int)(budget * (spare - 1));
}

static void judge_all_packets(struct bitrate_link *l,
	struct bitrate_call *const *calls, int n, int budget)
{
	while (l->longer < STEPS && !fits(calls, n, l->longer, budget, 1)) {
		l->longer++;
		l->calm_s = 0;
	}
	shorten_when_calm(&l->longer, &l->calm_s, l->longer &&
		fits(calls, n, l->longer - 1, budget, 1.1));
}

static int sum_below(struct bitrate_call *const *calls, int n, int level)
{
	int sum = 0;

	for (int i = 0; i < n; i++)
		sum += least(calls[i]->rate, level);
	return sum;
}

/* Who wants less than that has it, and the others have as much as is left. */
static int level_for(struct bitrate_call *const *calls, int n, int left)
{
	int low = BITRATE_LEAST, high = BITRATE_HIGHEST;

	while (low < high) {
		int level = (low + high + 1) / 2;

		if (sum_below(calls, n, level) <= left)
			low = level;
		else
			high = level - 1;
	}
	return low;
}

static void keep_within(struct bitrate_link *l,
	struct bitrate_call *const *calls, int n, int budget)
{
	int n_follow, left, level;

	judge_all_packets(l, calls, n, budget);
	left = budget - unavoidable(calls, n, l->longer, &n_follow);
	level = level_for(calls, n, left);
	for (int i = 0; i < n; i++)
		calls[i]->rate = least(calls[i]->rate, level);
}

/* What there is for all; 0: not known, and no queue says that it is less. */
static int budget_of(const struct bitrate_link *l,
	struct bitrate_call *const *calls, int n)
{
	int n_follow, usual = unavoidable(calls, n, 0, &n_follow) +
		n_follow * BITRATE_USUAL;

	if (!l->uplink && l->lost_share <= 0)
		return 0;
	return (int)((l->uplink ? l->uplink : usual) * (1 - l->lost_share));
}

static void see_queue(struct bitrate_link *l, double queue)
{
	double lost = LOCAL_MOST * within(queue, LOCAL_FROM, LOCAL_FULL);

	l->lost_share = lost > l->lost_share ? lost :
		l->lost_share - BACK < lost ? lost : l->lost_share - BACK;
}

void bitrate_judge(struct bitrate_link *l, struct bitrate_call *const *calls,
	int n)
{
	bool known = l->mode != BITRATE_EACH && l->uplink;
	double queue = 0;
	int budget;

	for (int i = 0; i < n; i++) {
		see_loss(calls[i]);
		see_rtt(calls[i]);
	}
	if (l->mode == BITRATE_ALL_LOCAL)
		queue = local_queue(calls, n);
	see_queue(l, queue);
	for (int i = 0; i < n; i++)
		judge_alone(calls[i], queue_of(calls[i]) - queue, l->most ?
			l->most : known ? BITRATE_MOST : BITRATE_USUAL);
	budget = l->mode == BITRATE_EACH ? 0 : budget_of(l, calls, n);
	if (budget)
		keep_within(l, calls, n, budget);
	else
		l->longer = l->calm_s = 0;
	for (int i = 0; i < n; i++)
		calls[i]->packet_ms = packet_ms(calls[i],
			steps_of(calls[i], l->longer));
}
