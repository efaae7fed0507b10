/* receive.c - what a loudspeaker plays of speech that came through a network.
 *
 *	receive CODEC CLOCK CHANNELS TRACE SEED LOSS <speech >heard
 *	receive CODEC CLOCK CHANNELS codec 0 LOSS    the codec alone: no better
 *	                                             can be had
 *
 * Both are raw samples of 16 bits at the rate of the codec; what became of the
 * packets goes to standard error, as "name value" lines.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "media/codec.h"
#include "receiver.h"

static int16_t *read_all(size_t *n)
{
	size_t room = 1 << 20;
	int16_t *samples = malloc(room * sizeof *samples);
	size_t got;

	*n = 0;
	while ((got = fread(samples + *n, sizeof *samples, room - *n, stdin))) {
		*n += got;
		if (*n == room)
			samples = realloc(samples, (room *= 2) *
				sizeof *samples);
	}
	return samples;
}

static void tell(const struct receiver_result *r)
{
	const struct playout_statistics *s = &r->statistics;

	fprintf(stderr, "ppm %d\nsent %d\nlost %d\nlate %llu\ndiscarded %llu\n"
		"concealed_ms %llu\nrecovered_ms %llu\nstretched_ms %llu\n"
		"squeezed_ms %llu\ntarget_ms %d\ndelay_ms %d\n", r->ppm,
		r->sent, r->lost, (unsigned long long)s->late_packets,
		(unsigned long long)s->discarded_packets,
		(unsigned long long)s->concealed_ms,
		(unsigned long long)s->recovered_ms,
		(unsigned long long)s->stretched_ms,
		(unsigned long long)s->squeezed_ms, s->target_ms, s->delay_ms);
}

int main(int argc, char **argv)
{
	struct receiver_params p = { 0 };
	struct receiver_result r;
	int16_t *speech;

	if (argc != 7)
		return fputs("receive CODEC CLOCK CHANNELS TRACE SEED LOSS\n",
			stderr), 2;
	p.codec = codec_find(argv[1], atoi(argv[2]), atoi(argv[3]));
	if (!p.codec)
		return fprintf(stderr, "no codec %s\n", argv[1]), 3;
	p.trace = argv[4];
	p.seed = strtoull(argv[5], NULL, 10);
	p.loss_percent = atoi(argv[6]);
	p.speech = speech = read_all(&p.n);
	if (!strcmp(p.trace, "codec"))
		receiver_code(&p, &r);
	else if (!receiver_run(&p, &r))
		return fprintf(stderr, "no trace %s\n", argv[4]), 2;
	fwrite(r.heard, sizeof *r.heard, r.n, stdout);
	tell(&r);
	free(r.heard);
	free(speech);
	return 0;
}
