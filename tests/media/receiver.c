#include "receiver.h"

#include <stdlib.h>
#include <string.h>

#include "media/codec.h"
#include "network.h"

#define MS INT64_C(1000000)
#define SECOND (1000 * MS)
#define TICK (10 * MS)
#define PHASE (7 * MS)		/* of the talker's clock to our ticks */
#define DOUBLED 2

struct flying {
	int64_t arrival_ns;
	uint16_t sequence;
	uint32_t timestamp;
	size_t n;
	uint8_t payload[CODEC_PAYLOAD_MAX];
};

struct receiver {
	const struct receiver_params *params;
	struct receiver_result *result;
	struct network network;
	struct encoder *encoder;
	struct decoder *decoder;
	struct playout *playout;
	struct flying *flying;		/* all of the call, by arrival */
	size_t n_flying;
	int16_t *heard;
	size_t n_heard;
};

/* --- the talker ---------------------------------------------------------- */

static size_t packet_samples(const struct receiver *r)
{
	return (size_t)r->params->codec->rate_hz * RECEIVER_PACKET_MS / 1000;
}

/* When packet i is complete, on the true clock. */
static int64_t sent_ns(const struct receiver *r, int i)
{
	double speed = 1 + network_ppm(&r->network) * 1e-6;

	return PHASE + (int64_t)((i + 1) * RECEIVER_PACKET_MS * MS / speed);
}

static void fly(struct receiver *r, int i, const uint8_t *payload, size_t n)
{
	struct fate fate = network_send(&r->network, sent_ns(r, i));
	uint32_t ticks = codec_ticks_of(r->params->codec,
		(uint32_t)packet_samples(r));

	r->result->sent++;
	r->result->lost += !fate.times;
	for (int k = 0; k < fate.times; k++) {
		struct flying *f = &r->flying[r->n_flying++];

		f->arrival_ns = fate.arrival_ns[k];
		f->sequence = (uint16_t)(60000 + i);
		f->timestamp = 4000000000u + (uint32_t)i * ticks;
		f->n = n;
		memcpy(f->payload, payload, n);
	}
}

static int by_arrival(const void *a, const void *b)
{
	const struct flying *x = a, *y = b;

	if (x->arrival_ns != y->arrival_ns)
		return x->arrival_ns < y->arrival_ns ? -1 : 1;
	return (int16_t)(x->sequence - y->sequence);
}

static void talk(struct receiver *r)
{
	size_t n = packet_samples(r), packets = r->params->n / n;
	uint8_t payload[CODEC_PAYLOAD_MAX];

	r->flying = calloc(DOUBLED * packets + 1, sizeof *r->flying);
	for (size_t i = 0; i < packets; i++) {
		size_t size = encoder_code(r->encoder,
			r->params->speech + i * n, n, payload,
			sizeof payload);

		if (size)
			fly(r, (int)i, payload, size);
	}
	qsort(r->flying, r->n_flying, sizeof *r->flying, by_arrival);
}

/* --- the listener -------------------------------------------------------- */

static size_t arrive(struct receiver *r, size_t next, int64_t now_ns)
{
	while (next < r->n_flying && r->flying[next].arrival_ns <= now_ns) {
		const struct flying *f = &r->flying[next++];
		struct playout_packet p = {
			.timestamp = f->timestamp, .sequence = f->sequence,
			.decoder = r->decoder, .payload = f->payload, .n = f->n,
		};

		if (!playout_put(r->playout, &p, f->arrival_ns))
			abort();
	}
	return next;
}

static void play(struct receiver *r, int64_t now_ns)
{
	int rate_hz = r->params->codec->rate_hz;
	size_t at = (size_t)((now_ns + RECEIVER_CARD_MS * MS) / MS *
		rate_hz / 1000);
	int16_t frame[MEDIA_FRAME_MAX];

	if (playout_get(r->playout, frame) == rate_hz &&
	    at + media_frame(rate_hz) <= r->n_heard)
		memcpy(r->heard + at, frame,
			media_frame(rate_hz) * sizeof *frame);
}

static void listen_to(struct receiver *r)
{
	int64_t end = (int64_t)r->n_heard * SECOND / r->params->codec->rate_hz;
	size_t next = 0;

	for (int64_t now = 0; now < end; now += TICK) {
		now += network_stall_ns(&r->network, now) / TICK * TICK;
		playout_time(r->playout, now);
		next = arrive(r, next, now);
		play(r, now);
	}
}

static struct receiver begin(const struct receiver_params *params,
	struct receiver_result *result)
{
	struct codec_params coding = { .ptime_ms = RECEIVER_PACKET_MS,
		.complexity = 5, .fec = true };
	struct codec_tuning tuning = { .loss_percent = params->loss_percent };
	struct receiver r = { .params = params, .result = result };

	memset(result, 0, sizeof *result);
	r.encoder = encoder_new(params->codec, &coding);
	encoder_tune(r.encoder, &tuning);
	r.decoder = decoder_new(params->codec);
	r.n_heard = params->n + (size_t)params->codec->rate_hz;
	r.heard = calloc(r.n_heard, sizeof *r.heard);
	return r;
}

static void end(struct receiver *r)
{
	r->result->heard = r->heard;
	r->result->n = r->n_heard;
	decoder_free(r->decoder);
	encoder_free(r->encoder);
}

void receiver_code(const struct receiver_params *params,
	struct receiver_result *result)
{
	struct receiver r = begin(params, result);
	uint8_t payload[CODEC_PAYLOAD_MAX];
	size_t n = packet_samples(&r);

	decoder_restart(r.decoder);
	for (size_t at = 0; at + n <= params->n; at += n) {
		size_t size = encoder_code(r.encoder, params->speech + at, n,
			payload, sizeof payload);

		decoder_decode(r.decoder, payload, size, r.heard + at);
	}
	end(&r);
}

bool receiver_run(const struct receiver_params *params,
	struct receiver_result *result)
{
	struct network network;
	struct receiver r;

	if (!network_init(&network, params->trace, params->seed,
		(int64_t)params->n * SECOND / params->codec->rate_hz))
		return false;
	r = begin(params, result);
	r.network = network;
	r.playout = playout_new();
	playout_latency(r.playout, params->least_ms, params->ultra_low);
	talk(&r);
	listen_to(&r);
	result->ppm = network_ppm(&r.network);
	result->statistics = *playout_statistics(r.playout);
	playout_free(r.playout);
	free(r.flying);
	end(&r);
	return true;
}
