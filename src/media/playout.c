#include "media/playout.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "media/codec.h"
#include "media/conceal.h"
#include "media/level.h"
#include "media/media.h"

#define SAMPLE_NS (INT64_C(1000000000) / MEDIA_RATE)
#define TICK_NS (MEDIA_TICK_MS * INT64_C(1000000))
#define MS_NS INT64_C(1000000)

#define NEAR_MS 1000		/* two odd packets that belong together */
#define WINDOW_MS 8000		/* in which the slowest packet is sought */
#define SPARE_MS 30		/* slack of the slowest above which to shrink */
#define SCARCE_MS 10		/* and below which to grow */
#define ALTER_MS 500		/* between two changes while somebody talks */
#define OWED_MAX 6		/* frames */
#define QUIET_POWER (32768.0 * 32768 / 2 * MEDIA_FRAME * 3.2e-5) /* -45 dBFS */

struct playout {
	struct shelf shelf;
	struct conceal conceal;
	struct playout_statistics statistics;

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
	uint64_t concealed;	/* samples */

	uint32_t pcm_timestamp, pcm_n;
	int16_t pcm[CODEC_SAMPLES];	/* the packet in hand, decoded */
};

struct playout *playout_new(void)
{
	struct playout *p = mem_new_of(struct playout);

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

void playout_restart(struct playout *p)
{
	shelf_clear(&p->shelf);
	conceal_restart(&p->conceal);
	p->started = p->has_played = p->odd = false;
	p->quiet = true;
	p->squeeze = p->owed = 0;
	p->pcm_n = 0;
	restart_window(p);
}

static void adapt(struct playout *p)
{
	if (p->due_ns - p->window_ns < WINDOW_MS * MS_NS)
		return;
	if (p->low_ms != INT_MAX && p->low_ms >= SPARE_MS)
		p->squeeze = (p->low_ms - PLAYOUT_START_MS) / MEDIA_TICK_MS;
	if (p->low_ms < SCARCE_MS)
		p->owed = 1;
	restart_window(p);
}

void playout_time(struct playout *p, int64_t now_ns)
{
	int64_t skipped = now_ns - p->due_ns;

	if (p->started && skipped > 0)
		p->next += (uint32_t)(skipped / SAMPLE_NS);
	p->due_ns = now_ns;
	adapt(p);
}

/* --- in ------------------------------------------------------------------ */

/* Between its arrival and its turn. */
static int64_t slack_ns(const struct playout *p, uint32_t timestamp,
	int64_t arrival_ns)
{
	return p->due_ns + (int32_t)(timestamp - p->next) * SAMPLE_NS -
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
	int64_t wait = arrival_ns + PLAYOUT_START_MS * MS_NS - p->due_ns;
	int64_t ticks = wait > 0 ? (wait + TICK_NS - 1) / TICK_NS :
		wait / TICK_NS;

	shelf_clear(&p->shelf);
	p->started = true;
	p->has_played = p->odd = false;
	p->squeeze = p->owed = 0;
	p->pcm_n = 0;
	p->next = timestamp - (uint32_t)ticks * MEDIA_FRAME;
	set_delay(p, 16 * (int)(slack_ns(p, timestamp, arrival_ns) / MS_NS));
	restart_window(p);
}

/* Far from its time: believed when nothing is being played, or when another
 * like it follows. */
static bool put_odd(struct playout *p, const struct shelf_packet *packet,
	int64_t arrival_ns)
{
	uint32_t near = NEAR_MS * (MEDIA_RATE / 1000);
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

bool playout_put(struct playout *p, struct shelf_packet *packet,
	int64_t arrival_ns)
{
	packet->samples = (uint32_t)packet->codec->samples(packet->payload,
		packet->n);
	if (!packet->samples || packet->samples > CODEC_SAMPLES)
		return false;
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

/* --- out ----------------------------------------------------------------- */

/* Samples of the packet in hand from timestamp on; 0: it has none. */
static size_t from_hand(struct playout *p, uint32_t timestamp, int16_t *to,
	size_t n)
{
	uint32_t at = timestamp - p->pcm_timestamp;

	if (at >= p->pcm_n)
		return 0;
	n = n < p->pcm_n - at ? n : p->pcm_n - at;
	memcpy(to, p->pcm + at, n * sizeof *to);
	conceal_said(&p->conceal, to, n);
	return n;
}

static void note_played(struct playout *p, const struct shelf_packet *packet)
{
	p->has_played = true;
	p->played_to = packet->timestamp + packet->samples;
	p->played_sequence = packet->sequence;
	shelf_take(&p->shelf, packet);
}

static void take_in_hand(struct playout *p, const struct shelf_packet *packet)
{
	packet->codec->decode(p->pcm, packet->payload, packet->n);
	p->pcm_timestamp = packet->timestamp;
	p->pcm_n = packet->samples;
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
		p->concealed += n;
	p->statistics.concealed_ms = p->concealed / (MEDIA_RATE / 1000);
	conceal_lost(&p->conceal, to, n);
}

static size_t fill(struct playout *p, uint32_t timestamp, int16_t *to, size_t n)
{
	size_t got = from_hand(p, timestamp, to, n);
	const struct shelf_packet *packet;
	uint32_t ahead;

	if (got)
		return got;
	packet = shelf_first(&p->shelf, timestamp);
	ahead = packet ? packet->timestamp - timestamp : UINT32_MAX;
	if (packet && (int32_t)ahead <= 0) {
		take_in_hand(p, packet);
		return from_hand(p, timestamp, to, n);
	}
	n = ahead < n ? ahead : n;
	fill_hole(p, packet, to, n);
	return n;
}

static void next_frame(struct playout *p, int16_t *frame)
{
	for (size_t at = 0; at < MEDIA_FRAME;)
		at += fill(p, p->next + (uint32_t)at, frame + at,
			MEDIA_FRAME - at);
	p->next += MEDIA_FRAME;
}

/* Two frames in the time of one, the first fading into the second. */
static void squeeze_frame(struct playout *p, int16_t *frame)
{
	int16_t second[MEDIA_FRAME];

	next_frame(p, frame);
	next_frame(p, second);
	for (int i = 0; i < MEDIA_FRAME; i++)
		frame[i] = (int16_t)((frame[i] * (MEDIA_FRAME - i) +
			second[i] * i) / MEDIA_FRAME);
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
		squeeze_frame(p, frame);
	} else {
		p->owed--;
		conceal_lost(&p->conceal, frame, MEDIA_FRAME);
	}
	p->altered_ns = p->due_ns;
	restart_window(p);
	return true;
}

bool playout_get(struct playout *p, int16_t *frame)
{
	bool sounds = !conceal_is_silent(&p->conceal);	/* or fades out */

	if (!p->started) {
		memset(frame, 0, MEDIA_FRAME * sizeof *frame);
		return false;
	}
	if (!alter(p, frame))
		next_frame(p, frame);
	p->due_ns += TICK_NS;
	p->quiet = (double)level_power(frame, MEDIA_FRAME) < QUIET_POWER;
	return sounds || !conceal_is_silent(&p->conceal);
}

void playout_pass(struct playout *p)
{
	const struct shelf_packet *packet;

	if (!p->started)
		return;
	if (!conceal_is_silent(&p->conceal))
		conceal_restart(&p->conceal);
	p->pcm_n = 0;
	p->next += MEDIA_FRAME;
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
