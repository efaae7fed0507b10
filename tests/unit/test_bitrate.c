/* How much calls may send: by what the other side reports, and by what there
 * is for all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "engine/bitrate.h"

#define CALLS 8

struct phone {
	struct bitrate_link link;
	struct bitrate_call calls[CALLS];
	int n;
};

static struct phone phone(enum bitrate_mode mode, int kbps)
{
	return (struct phone){ .link = { .mode = mode,
		.uplink = kbps * 1000 } };
}

static struct bitrate_call *add(struct phone *p, int fixed)
{
	struct bitrate_call *c = &p->calls[p->n++];

	*c = (struct bitrate_call){ .follows = !fixed, .fixed = fixed,
		.header = 40, .ptime_ms = 20, .max_ptime_ms = 60, .loss = -1,
		.rtt_ms = -1 };
	return c;
}

static void judge(struct phone *p, int seconds)
{
	struct bitrate_call *calls[CALLS];

	for (int i = 0; i < p->n; i++)
		calls[i] = &p->calls[i];
	while (seconds--)
		bitrate_judge(&p->link, calls, p->n);
}

/* --- one call ------------------------------------------------------------- */

/* What it comes to when it stays as it is. */
static const struct {
	double loss, rtt_ms;		/* after a minute of 40 ms */
	int rate, loss_percent, packet_ms;
} rows[] = {
	{ -1, -1, 32000, 0, 20 },		/* nothing is known */
	{ 0, 40, 32000, 0, 20 },
	{ 0.01, 40, 32000, 1, 20 },		/* not worth a reaction */
	{ 0.11, 40, 28000, 11, 20 },		/* halfway */
	{ 0.20, 40, 24000, 20, 20 },		/* what correction needs */
	{ 0.60, 40, 24000, 60, 20 },
	{ 0, 130, 32000, 0, 20 },		/* no queue yet */
	{ 0, 300, 23500, 0, 40 },		/* halfway */
	{ 0, 500, 16000, 0, 40 },
	{ 0.20, 500, 16000, 20, 40 },		/* the worse one counts */
};

static void a_call_follows_loss_and_round_trip(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct phone p = phone(BITRATE_EACH, 0);
		struct bitrate_call *c = add(&p, 0);

		c->rtt_ms = rows[i].rtt_ms < 0 ? -1 : 40;
		judge(&p, 60);
		c->loss = rows[i].loss;
		c->rtt_ms = rows[i].rtt_ms;
		judge(&p, 15);
		assert_in_range(c->rate, rows[i].rate - 600,
			rows[i].rate + 600);
		assert_int_equal(c->loss_percent, rows[i].loss_percent);
		assert_int_equal(c->packet_ms, rows[i].packet_ms);
	}
}

/* opus_bitrate: neither trouble nor room goes beyond it. */
static void what_somebody_wishes_is_the_most(void **state)
{
	static const int wishes[] = { 8000, 20000, 96000 };

	(void)state;
	for (size_t i = 0; i < sizeof wishes / sizeof *wishes; i++) {
		struct phone p = phone(BITRATE_ALL, i == 2 ? 1000 : 0);
		struct bitrate_call *c = add(&p, 0);

		p.link.most = wishes[i];
		judge(&p, 60);
		assert_int_equal(c->rate, wishes[i]);
		c->loss = 0.1;
		judge(&p, 30);
		assert_in_range(c->rate, 1, wishes[i]);
	}
}

static void the_first_second_is_careful_and_then_it_rises(void **state)
{
	struct phone p = phone(BITRATE_EACH, 0);
	struct bitrate_call *c = add(&p, 0);
	int before;

	(void)state;
	judge(&p, 1);
	before = c->rate;
	assert_in_range(before, BITRATE_START, BITRATE_START * 21 / 20);
	judge(&p, 1);
	assert_in_range(c->rate, before + 1, before * 21 / 20);
	judge(&p, 10);
	assert_int_equal(c->rate, BITRATE_USUAL);
}

static void trouble_that_is_over_is_forgotten(void **state)
{
	struct phone p = phone(BITRATE_EACH, 0);
	struct bitrate_call *c = add(&p, 0);

	(void)state;
	c->rtt_ms = 40;
	judge(&p, 10);
	c->rtt_ms = 700;
	c->loss = 0.3;
	judge(&p, 1);
	assert_int_equal(c->rate, BITRATE_LEAST);
	assert_int_equal(c->packet_ms, 40);
	c->rtt_ms = 40;
	c->loss = 0;
	judge(&p, 5);
	assert_int_equal(c->packet_ms, 40);	/* not too soon */
	judge(&p, 60);
	assert_int_equal(c->rate, BITRATE_USUAL);
	assert_int_equal(c->loss_percent, 0);
	assert_int_equal(c->packet_ms, 20);
}

static void another_way_is_no_queue_for_ever(void **state)
{
	struct phone p = phone(BITRATE_EACH, 0);
	struct bitrate_call *c = add(&p, 0);

	(void)state;
	c->rtt_ms = 40;
	judge(&p, 10);
	c->rtt_ms = 300;
	judge(&p, 1);
	assert_in_range(c->rate, BITRATE_LEAST, 28000);
	judge(&p, 1800);
	assert_int_equal(c->rate, BITRATE_USUAL);
}

static void packets_are_no_longer_than_they_take(void **state)
{
	struct phone p = phone(BITRATE_EACH, 0);
	struct bitrate_call *c = add(&p, 64000);

	(void)state;
	c->max_ptime_ms = 30;
	c->rtt_ms = 40;
	judge(&p, 1);
	c->rtt_ms = 900;
	judge(&p, 5);
	assert_int_equal(c->packet_ms, 20);
	assert_int_equal(c->rate, 0);		/* it has no choice */
}

/* --- one uplink ----------------------------------------------------------- */

static int sent(const struct phone *p)
{
	int sum = 0;

	for (int i = 0; i < p->n; i++)
		sum += p->calls[i].fixed + p->calls[i].rate +
			p->calls[i].header * 8000 / p->calls[i].packet_ms;
	return sum;
}

/* kbit/s there are, calls of Opus and of G.711 -> the rate of each of Opus, the
 * length of packets. */
static const struct {
	int kbps, n_opus, n_g711, rate, packet_ms;
} uplinks[] = {
	{ 1000, 1, 0, 64000, 20 },	/* room for all */
	{ 200, 4, 0, 34000, 20 },
	{ 160, 4, 0, 24000, 20 },
	{ 130, 4, 0, 24500, 40 },	/* headers count */
	{ 105, 4, 0, 20916, 60 },
	{ 40, 4, 0, 16000, 60 },	/* less is no speech */
	{ 100, 0, 1, 0, 20 },
	{ 75, 0, 1, 0, 40 },
	{ 200, 2, 1, 44000, 20 },
};

static void all_calls_keep_within_one_uplink(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof uplinks / sizeof *uplinks; i++) {
		struct phone p = phone(BITRATE_ALL, uplinks[i].kbps);

		for (int n = 0; n < uplinks[i].n_opus; n++)
			add(&p, 0);
		for (int n = 0; n < uplinks[i].n_g711; n++)
			add(&p, 64000);
		judge(&p, 60);
		if (uplinks[i].n_opus)
			assert_in_range(p.calls[0].rate, uplinks[i].rate - 100,
				uplinks[i].rate + 100);
		assert_int_equal(p.calls[0].packet_ms, uplinks[i].packet_ms);
		if (uplinks[i].kbps > 40)
			assert_true(sent(&p) <= uplinks[i].kbps * 1000);
	}
}

static void a_conference_that_grows_makes_room_and_takes_it_back(void **state)
{
	struct phone p = phone(BITRATE_ALL, 150);

	(void)state;
	add(&p, 0);
	judge(&p, 60);
	assert_int_equal(p.calls[0].rate, BITRATE_MOST);
	for (int i = 0; i < 4; i++)
		add(&p, 0);
	judge(&p, 1);				/* at once */
	assert_true(sent(&p) <= 150000);
	assert_int_equal(p.calls[4].packet_ms, 40);
	p.n = 1;
	judge(&p, 60);
	assert_int_equal(p.calls[0].rate, BITRATE_MOST);
	assert_int_equal(p.calls[0].packet_ms, 20);
}

static void what_one_does_not_need_is_for_the_others(void **state)
{
	struct phone p = phone(BITRATE_ALL, 140);

	(void)state;
	add(&p, 0);
	add(&p, 0);
	p.calls[0].rtt_ms = 40;
	judge(&p, 20);
	p.calls[0].rtt_ms = 900;
	judge(&p, 40);
	assert_int_equal(p.calls[0].rate, BITRATE_LEAST);
	assert_true(p.calls[1].rate > 60000);
}

static void a_queue_that_all_have_is_ours(void **state)
{
	struct phone p = phone(BITRATE_ALL_LOCAL, 200);
	int before;

	(void)state;
	add(&p, 0)->rtt_ms = 40;
	add(&p, 0)->rtt_ms = 90;
	judge(&p, 60);
	before = sent(&p);
	p.calls[0].rtt_ms += 300;
	judge(&p, 1);
	assert_true(sent(&p) > before * 3 / 4);	/* only one has it */
	p.calls[1].rtt_ms += 300;
	judge(&p, 5);
	assert_true(sent(&p) < 140000);
	p.calls[0].rtt_ms = 40;
	p.calls[1].rtt_ms = 90;
	judge(&p, 120);
	assert_int_equal(sent(&p), before);
}

static void without_a_known_uplink_only_our_queue_counts(void **state)
{
	struct phone p = phone(BITRATE_ALL_LOCAL, 0);

	(void)state;
	add(&p, 0)->rtt_ms = 40;
	judge(&p, 60);
	assert_int_equal(p.calls[0].rate, BITRATE_USUAL);
	p.calls[0].rtt_ms = 500;
	judge(&p, 5);
	assert_in_range(p.calls[0].rate, BITRATE_LEAST, 24000);
	p.calls[0].rtt_ms = 40;
	judge(&p, 120);
	assert_int_equal(p.calls[0].rate, BITRATE_USUAL);
}

static void each_for_itself_knows_no_uplink(void **state)
{
	struct phone p = phone(BITRATE_EACH, 50);

	(void)state;
	for (int i = 0; i < CALLS; i++)
		add(&p, 0);
	judge(&p, 60);
	assert_int_equal(p.calls[CALLS - 1].rate, BITRATE_USUAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_call_follows_loss_and_round_trip),
		cmocka_unit_test(what_somebody_wishes_is_the_most),
		cmocka_unit_test(the_first_second_is_careful_and_then_it_rises),
		cmocka_unit_test(trouble_that_is_over_is_forgotten),
		cmocka_unit_test(another_way_is_no_queue_for_ever),
		cmocka_unit_test(packets_are_no_longer_than_they_take),
		cmocka_unit_test(all_calls_keep_within_one_uplink),
		cmocka_unit_test(
			a_conference_that_grows_makes_room_and_takes_it_back),
		cmocka_unit_test(what_one_does_not_need_is_for_the_others),
		cmocka_unit_test(a_queue_that_all_have_is_ours),
		cmocka_unit_test(without_a_known_uplink_only_our_queue_counts),
		cmocka_unit_test(each_for_itself_knows_no_uplink),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
