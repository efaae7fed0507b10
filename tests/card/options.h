/* options.h - what the configuration says of a card.
 *
 *	infile       S16 frames in the card's channels; begins again at its end.
 *	             None: silence
 *	outfile      the same, written where and when it is heard; like a real
 *	             card without mixer it is busy while somebody has it
 *	rate         Hz, 48000;  channels 1;  format "S16_LE" or "S32_LE"
 *	ppm          how much faster than it says, 0
 *	granularity  frames by which the position moves, 1 ms
 *	period       frames, where the card allows only one size
 *	events       script.h
 *	gone         while a file of this name exists the card is unplugged
 *	stalls       a file; each byte that it grows by is a ms for which the card
 *	             stands still, as at a stall of the script, beginning when
 *	             it looks
 *	lies         1: its descriptor is always ready
 *	slow         ms that opening and closing take, 0
 *	report       a file to which each close adds a line "NAME=NUMBER ..."
 *
 *	epoch        CLOCK_MONOTONIC, ns, in quotes
 */
#ifndef CARD_OPTIONS_H
#define CARD_OPTIONS_H

#include <alsa/asoundlib.h>

struct options {
	/* of the configuration, NULL: not given */
	const char *infile, *outfile, *format, *events, *gone, *stalls, *report, *epoch;
	long rate, channels, granularity, period, lies, slow;
	double ppm;
};

/* 0 or -EINVAL: a word is not understood. */
int options_take(struct options *, snd_config_t *);

#endif
