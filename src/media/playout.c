#include "media/playout.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "media/codec.h"
#include "media/conceal.h"
#include "media/level.h"
#include "media/media.h"
#include "media/shelf.h"

#define SECOND_NS INT64_C(1000000000)
#define TICK_NS (MEDIA_TICK_MS * INT64_C(1000000))
#define MS_NS INT64_C(1000000)

#define NEAR_MS 1000		/* two odd packets that belong together */
#define WINDOW_MS 8000		/* in which the slowest packet is sought */
#define SCARCE_MS 10		/* slack of the slowest, below which to grow */
#define ALTER_MS 500		/* between two changes while somebody talks */
#define OWED_MAX 6		/* frames */
#define QUIET_POWER (32768.0 * 32768 / 2 * 3.2e-5) /* a sample: -45 dBFS */

struct playout {
	struct shelf shelf;
	struct conceal conceal;
	struct playout_statistics statistics;
	struct decoder *decoder;	/* of the sound in hand */
	int start_ms;
	int clock_hz, rate_hz;		/* of time stamps, of its sound */

	bool started;
	uint32_t next;		/* time stamp of the next frame */
	int64_t due_ns;		/* when that frame is due */

	bool has_played;
	uint32_t played_to;	/* the end of the last packet that was begun */
	uint16_t played_sequence;
	bool quiet;		/* the last frame was */

	bool odd;		/* the last packet was out of all proportion */
	uint32_t odd_timestamp;

	int64_t window_ns, altered_ns;	/* when it began; the last change */
	int low_ms;		/* least slack in this window */
	int squeeze, owed;	/* frames to take out, to put in */
	int delay_16;		/* mean slack, ms in sixteenths */
	uint64_t concealed;	/* ticks of the clock */

	uint32_t pcm_timestamp, pcm_ticks;
	size_t pcm_n;
	int16_t pcm[CODEC_MAX_MS * (MEDIA_RATE_MAX / 1000)];	/* the packet in hand, decoded */
};

struct playout *playout_new(void)
{
	struct playout *p = mem_new_of(struct playout);

	p->start_ms = PLAYOUT_START_MS;
	playout_restart(p);
	return p;
}

void playout_free(struct playout *p)
{
	free(p);
}

static void restart_window(struct playout *p)
{
	p->window_ns = p->due_ns;
	p->low_ms = INT_MAX;
}

/* The sound of another decoder. */
static void set_rates(struct playout *p, const struct codec *codec)
{
	p->clock_hz = codec->clock_hz;
	p->rate_hz = codec->rate_hz;
	conceal_restart(&p->conceal, p->rate_hz);
	p->pcm_n = 0;
}

void playout_restart(struct playout *p)
{
	shelf_clear(&p->shelf);
	p->decoder = NULL;
	set_rates(p, &codec_pcmu);
	p->started = p->has_played = p->odd = false;
	p->quiet = true;
	p->squeeze = p->owed = 0;
	restart_window(p);
}

void playout_latency(struct playout *p, int least_ms, bool ultra_low)
{
	p->start_ms = ultra_low ? PLAYOUT_START_MS / 2 :
		least_ms > PLAYOUT_START_MS ? least_ms : PLAYOUT_START_MS;
}

void playout_forget(struct playout *p, const struct decoder *d)
{
	shelf_forget(&p->shelf, d);
	if (p->decoder == d)
		p->decoder = NULL;
}

static void adapt(struct playout *p)
{
	if (p->due_ns - p->window_ns < WINDOW_MS * MS_NS)
		return;
	if (p->low_ms != INT_MAX && p->low_ms >= p->start_ms + SCARCE_MS)
		p->squeeze = (p->low_ms - p->start_ms) / MEDIA_TICK_MS;
	if (p->low_ms < SCARCE_MS)
		p->owed = 1;
	restart_window(p);
}

void playout_time(struct playout *p, int64_t now_ns)
{
	int64_t skipped = now_ns - p->due_ns;

	if (p->started && skipped > 0)
		p->next += (uint32_t)(skipped * p->clock_hz / SECOND_NS);
	p->due_ns = now_ns;
	adapt(p);
}

/* --- in ------------------------------------------------------------------ */

/* Between its arrival and its turn. */
static int64_t slack_ns(const struct playout *p, uint32_t timestamp,
	int64_t arrival_ns)
{
	return p->due_ns + (int32_t)(timestamp - p->next) * SECOND_NS / p->clock_hz -
		arrival_ns;
}

static void set_delay(struct playout *p, int delay_16)
{
	p->delay_16 = delay_16;
	p->statistics.delay_ms = delay_16 / 16;
}

/* Sets the clock so that this packet's turn comes PLAYOUT_START_MS after its
 * arrival, at the next tick; that may be over, where it has waited for us. */
static void begin(struct playout *p, uint32_t timestamp, int64_t arrival_ns)
{
	int64_t wait = arrival_ns + p->start_ms * MS_NS - p->due_ns;
	int64_t ticks = wait > 0 ? (wait + TICK_NS - 1) / TICK_NS :
		wait / TICK_NS;

	shelf_clear(&p->shelf);
	p->started = true;
	p->has_played = p->odd = false;
	p->squeeze = p->owed = 0;
	p->pcm_n = 0;
	p->next = timestamp - (uint32_t)((int)ticks * p->clock_hz / 100);
	set_delay(p, 16 * (int)(slack_ns(p, timestamp, arrival_ns) / MS_NS));
	restart_window(p);
}

/* Far from its time: believed when nothing is being played, or when another
 * like it follows. */
static bool put_odd(struct playout *p, const struct shelf_packet *packet,
	int64_t arrival_ns)
{
	uint32_t near = NEAR_MS * ((uint32_t)p->clock_hz / 1000);
	bool again = p->odd &&
		packet->timestamp - p->odd_timestamp + near <= 2 * near;

	if (again || (!p->shelf.waiting && conceal_is_silent(&p->conceal))) {
		begin(p, packet->timestamp, arrival_ns);
		return true;
	}
	p->odd = true;
	p->odd_timestamp = packet->timestamp;
	return false;
}

/* Its turn is over.  true: the clock was moved so that it comes again. */
static bool put_late(struct playout *p, const struct shelf_packet *packet,
	int64_t arrival_ns, int late_ms)
{
	p->statistics.late_packets++;
	if (p->has_played && (int32_t)(packet->timestamp - p->played_to) < 0) {
		/* Something later has been heard; make room for the next. */
		int frames = (late_ms + MEDIA_TICK_MS - 1) / MEDIA_TICK_MS;

		p->owed = frames < OWED_MAX ? frames : OWED_MAX;
		return false;
	}
	if (conceal_is_silent(&p->conceal) ||
	    p->delay_16 / 16 + late_ms > PLAYOUT_MAX_MS) {
		begin(p, packet->timestamp, arrival_ns);
		return true;
	}
	p->next = packet->timestamp;
	restart_window(p);
	return true;
}

/* Whether it finds a place. */
static bool place(struct playout *p, const struct shelf_packet *packet,
	int64_t arrival_ns)
{
	int64_t slack;

	if (!p->started)
		begin(p, packet->timestamp, arrival_ns);
	slack = slack_ns(p, packet->timestamp, arrival_ns) / MS_NS;
	if (slack > PLAYOUT_MAX_MS || slack < -PLAYOUT_MAX_MS)
		return put_odd(p, packet, arrival_ns);
	p->odd = false;
	if ((int32_t)(packet->timestamp - p->next) >= 0)
		return true;
	if (slack < 0)
		return put_late(p, packet, arrival_ns, (int)-slack);
	/* We were late ourselves: before the first that is no loss. */
	p->statistics.late_packets += p->has_played;
	return false;
}

static void measure(struct playout *p, uint32_t timestamp, int64_t arrival_ns)
{
	int slack = (int)(slack_ns(p, timestamp, arrival_ns) / MS_NS);

	if (slack < p->low_ms)
		p->low_ms = slack;
	set_delay(p, p->delay_16 + slack - p->delay_16 / 16);
}

/* Time stamps of another clock cannot be compared. */
static void follow_clock(struct playout *p, const struct codec *codec)
{
	if (p->clock_hz == codec->clock_hz)
		return;
	p->started = false;
	set_rates(p, codec);
}

static bool put(struct playout *p, const struct shelf_packet *packet,
	int64_t arrival_ns)
{
	follow_clock(p, packet->decoder->codec);
	if (shelf_knows(&p->shelf, packet)) {
		p->statistics.duplicate_packets++;
		return true;
	}
	if (!place(p, packet, arrival_ns))
		return true;
	measure(p, packet->timestamp, arrival_ns);
	shelf_put(&p->shelf, packet);
	return true;
}

bool playout_put(struct playout *p, const struct playout_packet *packet,
	int64_t arrival_ns)
{
	struct shelf_packet s = {
		.timestamp = packet->timestamp, .sequence = packet->sequence,
		.decoder = packet->decoder,
		.payload = packet->payload, .n = packet->n,
	};

	if (!s.decoder)
		return packet->n > 0;
	s.ticks = codec_ticks_of(s.decoder->codec, (uint32_t)decoder_samples(
		s.decoder, packet->payload, packet->n));
	return s.ticks && put(p, &s, arrival_ns);
}

void playout_other(struct playout *p, uint16_t sequence)
{
	if (p->has_played && sequence == (uint16_t)(p->played_sequence + 1))
		p->played_sequence = sequence;
}

/* --- out ----------------------------------------------------------------- */

static uint32_t ticks_of(const struct playout *p, size_t samples)
{
	return (uint32_t)((uint64_t)samples * (unsigned)p->clock_hz /
		(unsigned)p->rate_hz);
}

static size_t samples_of(const struct playout *p, uint32_t ticks)
{
	return (size_t)((uint64_t)ticks * (unsigned)p->rate_hz /
		(unsigned)p->clock_hz);
}

/* Samples of the packet in hand from timestamp on; 0: it has none. */
static size_t from_hand(struct playout *p, uint32_t timestamp, int16_t *to,
	size_t n)
{
	uint32_t ahead = timestamp - p->pcm_timestamp;
	size_t at = samples_of(p, ahead);

	if (ahead >= p->pcm_ticks || at >= p->pcm_n)
		return 0;
	n = n < p->pcm_n - at ? n : p->pcm_n - at;
	memcpy(to, p->pcm + at, n * sizeof *to);
	conceal_said(&p->conceal, to, n);
	return n;
}

static void note_played(struct playout *p, const struct shelf_packet *packet)
{
	p->has_played = true;
	p->played_to = packet->timestamp + packet->ticks;
	p->played_sequence = packet->sequence;
	shelf_take(&p->shelf, packet);
}

static void follow_decoder(struct playout *p, struct decoder *d)
{
	if (p->decoder == d)
		return;
	p->decoder = d;
	decoder_restart(d);
	if (d->codec->rate_hz != p->rate_hz)
		set_rates(p, d->codec);
}

static void take_in_hand(struct playout *p, const struct shelf_packet *packet)
{
	follow_decoder(p, packet->decoder);
	p->pcm_n = decoder_decode(p->decoder, packet->payload, packet->n,
		p->pcm);
	p->pcm_timestamp = packet->timestamp;
	p->pcm_ticks = ticks_of(p, p->pcm_n);
	note_played(p, packet);
}

/* A hole before the next packet (NULL: none is there).  Where no sequence
 * number is missing it is a pause that the talker made. */
static void fill_hole(struct playout *p, const struct shelf_packet *next,
	int16_t *to, size_t n)
{
	bool pause = !p->has_played || (next &&
		next->sequence == (uint16_t)(p->played_sequence + 1));

	if (!pause && (next || !conceal_is_silent(&p->conceal)))
		p->concealed += ticks_of(p, n);
	p->statistics.concealed_ms = p->concealed * 1000 / (unsigned)p->clock_hz;
	conceal_lost(&p->conceal, to, n);
}

/* Makes the sound from timestamp on, n samples at most; how many. */
static size_t fill(struct playout *p, uint32_t timestamp, int16_t *to, size_t n)
{
	const struct shelf_packet *packet;
	size_t got = from_hand(p, timestamp, to, n), ahead;

	if (got)
		return got;
	packet = shelf_first(&p->shelf, timestamp);
	if (packet && (int32_t)(packet->timestamp - timestamp) <= 0) {
		int rate_hz = p->rate_hz;

		take_in_hand(p, packet);
		return rate_hz == p->rate_hz ? from_hand(p, timestamp, to, n) :
			0;
	}
	ahead = packet ? samples_of(p, packet->timestamp - timestamp) : n;
	n = ahead && ahead < n ? ahead : n;
	fill_hole(p, packet, to, n);
	return n;
}

/* Where the rate changes in the midst of it, it is begun again at the new. */
static void next_frame(struct playout *p, int16_t *frame)
{
	int rate_hz = p->rate_hz;

	for (size_t at = 0; at < media_frame(p->rate_hz);) {
		if (p->rate_hz != rate_hz)
			at = 0;
		rate_hz = p->rate_hz;
		at += fill(p, p->next + ticks_of(p, at), frame + at,
			media_frame(p->rate_hz) - at);
	}
	p->next += (uint32_t)p->clock_hz / 100;
}

static bool may_alter(const struct playout *p)
{
	return p->quiet || p->due_ns - p->altered_ns >= ALTER_MS * MS_NS;
}

/* Changes the delay by a frame, if there is cause. */
static bool alter(struct playout *p, int16_t *frame)
{
	if (!(p->squeeze || p->owed) || !may_alter(p))
		return false;
	if (p->squeeze) {
		p->squeeze--;
		next_frame(p, frame);
		next_frame(p, frame);
	} else {
		p->owed--;
		conceal_lost(&p->conceal, frame, media_frame(p->rate_hz));
	}
	p->altered_ns = p->due_ns;
	restart_window(p);
	return true;
}

int playout_get(struct playout *p, int16_t *frame)
{
	bool sounds = !conceal_is_silent(&p->conceal);	/* or fades out */
	size_t n;

	if (!p->started)
		return 0;
	if (!alter(p, frame))
		next_frame(p, frame);
	n = media_frame(p->rate_hz);
	p->due_ns += TICK_NS;
	p->quiet = (double)level_power(frame, n) < QUIET_POWER * (double)n;
	return sounds || !conceal_is_silent(&p->conceal) ? p->rate_hz : 0;
}

void playout_pass(struct playout *p)
{
	const struct shelf_packet *packet;

	if (!p->started)
		return;
	if (!conceal_is_silent(&p->conceal))
		conceal_restart(&p->conceal, p->rate_hz);
	p->pcm_n = 0;
	p->next += (uint32_t)p->clock_hz / 100;
	p->due_ns += TICK_NS;
	p->quiet = true;
	while ((packet = shelf_first(&p->shelf, p->next)) &&
	       (int32_t)(packet->timestamp - p->next) < 0)
		note_played(p, packet);
}

const struct playout_statistics *playout_statistics(const struct playout *p)
{
	return &p->statistics;
}
