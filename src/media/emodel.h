/* emodel.h - how a call sounds, judged by what is known of it: the E-model of
 * ITU-T G.107, with its default values where a phone cannot know.  Pure.
 *
 *	R = 93.2 - Id(delay) - Ie,eff(codec, loss, bursts)	MOS by B.4
 *
 * R is on the narrow-band scale for all codecs: wide-band ones are not credited
 * for their width (G.107.1 does that, on a scale of its own), so that 4.4 means
 * "as good as it can be" whatever the codec.
 */
#ifndef MEDIA_EMODEL_H
#define MEDIA_EMODEL_H

#define EMODEL_R_MAX 93.2	/* all default values of G.107 */

struct emodel {
	int ie, bpl;		/* of the codec, ITU-T G.113; bpl > 0 */
	double loss;		/* of what was to be played, 0-1 */
	double burst_ratio;	/* 1: at random; more: in bursts */
	double delay_ms;	/* from mouth to ear, one way; 0 leaves it out:
				 * how it is to listen, not to talk */
};

double emodel_r(const struct emodel *);		/* 0-93.2 */
double emodel_mos(double r);			/* 1-4.5 */

#endif
