#include "media/playout_private.h"

#include <string.h>

#include "media/codec.h"
#include "media/level.h"

#define STEP_MS 10		/* of what a decoder makes up at once */
#define BY_DECODER_MS 40		/* then it fades into the noise */
#define VAIN_MOST 3		/* recoveries; then nothing seems repeated */
#define VAIN_AGAIN 200		/* lost packets; then it is tried once more */
#define LOOK_NS (10 * SECOND_NS) /* the next packet is waited for, after a loss:
				 * it may repeat the lost one */

static size_t samples_in(const struct playout *p, int ms)
{
	return (size_t)(p->strip->rate_hz / 1000 * ms);
}

/* Up to n samples more wait; they are the sound of so much time. */
static void add(struct playout *p, size_t n)
{
	strip_add(p->strip, n);
	p->end += playout_ticks(p, n);
}

/* --- packets ------------------------------------------------------------- */

static void note_played(struct playout *p, const struct shelf_packet *packet)
{
	p->has_played = true;
	p->played_to = packet->timestamp + packet->ticks;
	p->played_sequence = packet->sequence;
	shelf_take(p->shelf);
}

static void follow_decoder(struct playout *p, struct decoder *d)
{
	if (p->decoder == d)
		return;
	p->decoder = d;
	decoder_restart(d);
	if (d->codec->rate_hz == p->strip->rate_hz)
		return;
	strip_restart(p->strip, d->codec->rate_hz);
	conceal_restart(&p->conceal, d->codec->rate_hz);
}

/* n samples at room, of which the first `over` have had their turn. */
static void take_sound(struct playout *p, int16_t *room, size_t n, size_t over)
{
	if (over >= n)
		return;
	memmove(room, room + over, (n - over) * sizeof *room);
	conceal_end(&p->conceal, room, n - over);
	add(p, n - over);
	p->made_up = false;
	p->by_decoder = 0;
}

/* A hole that turns out to have been a pause was no loss. */
static void settle_guess(struct playout *p, const struct shelf_packet *packet)
{
	if (packet->timestamp != p->played_to &&
	    packet->sequence == (uint16_t)(p->played_sequence + 1))
		p->concealed_us -= p->guessed_us;
	p->guessed_us = 0;
	p->statistics.concealed_ms = p->concealed_us / 1000;
}

static void decode(struct playout *p, const struct shelf_packet *packet)
{
	int16_t *room;
	size_t over, n;

	follow_decoder(p, packet->decoder);
	noise_untell(&p->noise);
	settle_guess(p, packet);
	over = playout_samples(p, p->end - packet->timestamp);
	room = strip_room(p->strip, playout_samples(p, packet->ticks));
	n = decoder_decode(p->decoder, packet->payload, packet->n, room);
	if (n)
		note_played(p, packet);
	else
		shelf_take(p->shelf);	/* broken: as good as lost */
	take_sound(p, room, n, over);
}

/* What has had its turn leaves; what is there in its turn, or NULL. */
static const struct shelf_packet *due(struct playout *p)
{
	const struct shelf_packet *first;

	while ((first = shelf_first(p->shelf)) && first->ticks &&
	       (int32_t)(first->timestamp + first->ticks - p->end) <= 0) {
		p->statistics.discarded_packets++;
		shelf_take(p->shelf);
	}
	return first && (int32_t)(first->timestamp - p->end) <= 0 ? first :
		NULL;
}

bool playout_decode_next(struct playout *p)
{
	const struct shelf_packet *packet = due(p);

	if (!packet)
		return false;
	if (packet->ticks) {
		decode(p, packet);
		return true;
	}
	noise_tell(&p->noise, packet->payload, packet->n);
	note_played(p, packet);
	return true;
}

/* --- holes --------------------------------------------------------------- */

/* Whether it is worth while to wait until the next packet is there. */
static void look(struct playout *p, bool got)
{
	if (got)
		p->vain = 0;
	else if (++p->vain == VAIN_AGAIN)
		p->vain = 0;
	if (p->vain <= VAIN_MOST)
		p->look_ns = p->due_ns + LOOK_NS;
}

/* The lost packet before the next one, by what that repeats of it. */
static bool recover(struct playout *p, const struct shelf_packet *next,
	uint32_t hole)
{
	int16_t *room;
	size_t n, got;

	if (!p->decoder || !p->decoder->codec->recover || !next ||
	    next->decoder != p->decoder || hole > next->ticks)
		return false;
	n = playout_samples(p, next->ticks);
	room = strip_room(p->strip, n);
	got = decoder_recover(p->decoder, next->payload, next->n, room, n);
	look(p, got == n);
	if (got != n)
		return false;
	take_sound(p, room, n, n - playout_samples(p, hole));
	p->recovered_us += playout_us(p, playout_samples(p, hole));
	p->statistics.recovered_ms = p->recovered_us / 1000;
	return true;
}

/* By the decoder's own means, for a while. */
static size_t make_up(struct playout *p, int16_t *room, size_t n)
{
	if (!p->decoder || p->conceal.active ||
	    p->by_decoder >= samples_in(p, BY_DECODER_MS))
		return 0;
	if (p->decoder->codec->recover && p->by_decoder == 0 &&
	    p->vain <= VAIN_MOST)
		p->look_ns = p->due_ns + LOOK_NS;
	n = decoder_conceal(p->decoder, room, n);
	p->by_decoder += n;
	return n;
}

static void count_concealed(struct playout *p, size_t n, bool guessed)
{
	p->concealed_us += playout_us(p, n);
	p->guessed_us += guessed ? playout_us(p, n) : 0;
	p->statistics.concealed_ms = p->concealed_us / 1000;
}

/* n samples, or as many as the decoder likes to make, but not beyond the
 * hole. */
static size_t conceal(struct playout *p, size_t n, size_t hole)
{
	size_t step = samples_in(p, STEP_MS);
	int16_t *room = strip_room(p->strip, step);
	size_t made = make_up(p, room, step);

	n = made ? made : n;
	n = n < hole ? n : hole;
	if (!made) {
		conceal_make(&p->conceal, room, n);
		if (p->decoder)
			decoder_follow(p->decoder, room, n);
	}
	add(p, n);
	p->made_up = true;
	return n;
}

/* The talker pauses, and no packet is missing. */
static void fill_pause(struct playout *p, size_t n)
{
	int16_t *room = strip_room(p->strip, n);

	conceal_pause(&p->conceal, room, n);
	add(p, n);
	p->made_up = true;
}

/* A pause is as long as is good for what comes after. */
static bool end_pause(struct playout *p, const struct shelf_packet *next)
{
	int64_t over = playout_reach_us(p) - playout_target_us(p);

	if (strip_waiting(p->strip) || !conceal_has_faded(&p->conceal))
		return false;
	if (over >= 0 && over < MEDIA_TICK_MS * 1000)
		return false;
	playout_set_reach(p, playout_target_us(p), next->timestamp);
	return next->timestamp == p->end;
}

static bool is_pause(const struct playout *p, const struct shelf_packet *next)
{
	return !p->has_played || p->noise.told || (next &&
		next->sequence == (uint16_t)(p->played_sequence + 1));
}

/* Until the next packet (NULL: none is there), but not much more than n. */
static void fill_hole(struct playout *p, const struct shelf_packet *next,
	size_t n)
{
	uint32_t ticks = next ? next->timestamp - p->end : 0;
	size_t hole = next ? playout_samples(p, ticks) : SIZE_MAX;

	if (!hole)
		hole = 1;	/* less than a sample */
	if (is_pause(p, next)) {
		if (!next || !p->has_played || !end_pause(p, next))
			fill_pause(p, n < hole ? n : hole);
	} else if (!recover(p, next, ticks)) {
		bool counts = next || !conceal_has_faded(&p->conceal);

		n = conceal(p, n, hole);
		if (counts)
			count_concealed(p, n, !next);
	}
}

/* --- frames -------------------------------------------------------------- */

static size_t frame_of(const struct playout *p)
{
	return media_frame(p->strip->rate_hz);
}

/* The rate may change in the midst of it, and with it the frame. */
static void fill(struct playout *p)
{
	while (strip_waiting(p->strip) < frame_of(p))
		if (!playout_decode_next(p))
			fill_hole(p, shelf_first(p->shelf), frame_of(p) -
				strip_waiting(p->strip));
}

static void hear(struct playout *p, const int16_t *frame, size_t n)
{
	p->power = (float)level_power(frame, n) / (float)n;
	if (!p->conceal.active && !p->made_up)
		noise_hear(&p->noise, frame, n, p->power);
}

bool playout_in_hand(const struct playout *p)
{
	return p->started && strip_waiting(p->strip) >= frame_of(p);
}

int playout_get(struct playout *p, int16_t *frame)
{
	size_t n;

	if (!p->started)
		return 0;
	p->phase = strip_waiting(p->strip) % frame_of(p);
	fill(p);
	playout_pace(p);
	fill(p);		/* at another rate, by now */
	n = frame_of(p);
	strip_take(p->strip, frame, n);
	p->due_ns += PLAYOUT_TICK_NS;
	hear(p, frame, n);
	return conceal_is_silent(&p->conceal) && p->power == 0 ? 0 :
		p->strip->rate_hz;
}
