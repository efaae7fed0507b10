/* opus_floor.c - the least that calls with Opus can cost: so many encoders and
 * decoders of libopus, in turn as in a phone, and nothing else.
 *
 *	opus_floor CALLS COMPLEXITY BITRATE [FILE]
 *
 * Prints the ms of CPU that a second of a call takes to encode, and to decode.
 * FILE: what one of them made, for peers.c.
 */
#include <opus/opus.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "talk.h"

#define RATE 48000
#define SAMPLES (RATE / 50)
#define PACKETS 150		/* of 20 ms, of each call */
#define PAYLOAD_MAX 1452

struct call {
	OpusEncoder *encoder;
	OpusDecoder *decoder;
};

static double cpu_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void open_call(struct call *c, int complexity, int bitrate)
{
	c->encoder = opus_encoder_create(RATE, 1, OPUS_APPLICATION_VOIP, NULL);
	c->decoder = opus_decoder_create(RATE, 1, NULL);
	if (!c->encoder || !c->decoder)
		exit(1);
	opus_encoder_ctl(c->encoder, OPUS_SET_COMPLEXITY(complexity));
	opus_encoder_ctl(c->encoder, OPUS_SET_BITRATE(bitrate));
}

static double since(double *begun_ms)
{
	double now_ms = cpu_ms(), took_ms = now_ms - *begun_ms;

	*begun_ms = now_ms;
	return took_ms;
}

static void keep(FILE *file, const uint8_t *payload, int n)
{
	if (!file)
		return;
	fputc(n >> 8, file);
	fputc(n & 0xff, file);
	fwrite(payload, 1, (size_t)n, file);
}

/* What a packet takes there, and back. */
struct cost { double encoding_ms, decoding_ms; };

static void talk_once(struct call *c, const int16_t *said, struct cost *cost,
	FILE *file)
{
	int16_t heard[SAMPLES];
	uint8_t payload[PAYLOAD_MAX];
	double begun_ms = cpu_ms();
	int n = opus_encode(c->encoder, said, SAMPLES, payload,
		sizeof payload);

	cost->encoding_ms += since(&begun_ms);
	if (opus_decode(c->decoder, payload, n, heard, SAMPLES, 0) != SAMPLES)
		exit(1);
	cost->decoding_ms += since(&begun_ms);
	keep(file, payload, n);
}

int main(int argc, char **argv)
{
	int n = argc > 3 ? atoi(argv[1]) : 1;
	struct call *calls = calloc((size_t)n, sizeof *calls);
	FILE *file = argc > 4 ? fopen(argv[4], "wb") : NULL;
	struct cost cost = { 0, 0 };
	struct talk talk;

	talk_init(&talk, RATE, 0);
	for (int i = 0; i < n; i++)
		open_call(&calls[i], argc > 3 ? atoi(argv[2]) : 5,
			argc > 3 ? atoi(argv[3]) : 28000);
	for (int packet = 0; packet < PACKETS; packet++) {
		int16_t said[SAMPLES];

		talk_on(&talk, said, SAMPLES);
		for (int i = 0; i < n; i++)
			talk_once(&calls[i], said, &cost, i ? NULL : file);
	}
	printf("%.3f %.3f\n", cost.encoding_ms * 50 / n / PACKETS,
		cost.decoding_ms * 50 / n / PACKETS);
	return file && fclose(file);
}
