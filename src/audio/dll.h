/* dll.h - a delay-locked loop: the true pace of a card out of its reports.
 *
 *	frames |          . '     reports come late, early, in steps; the
 *	       |      . /'        line through them is the card's clock
 *	       |  . '/
 *	       +-------------- ns
 *
 * F. Adriaensen, "Using a DLL to filter time", LAC 2005; here for reports at
 * any distance.  Starts wide and narrows to 0.05 Hz, so that the rate is known
 * to some ppm after half a minute.  Pure: time comes in as an argument.
 */
#ifndef AUDIO_DLL_H
#define AUDIO_DLL_H

#include <stdbool.h>
#include <stdint.h>

struct dll {
	double nominal;			/* frames a second */
	double rate;			/* frames a second, as measured */
	double at;			/* frames at time ns */
	int64_t ns;
	double lag;			/* s that a report may be behind */
	double last;			/* the last report */
	int64_t moved_ns;		/* and when it was another one */
	double age;			/* s measured; 0: nothing yet */
	bool running;
};

/* step: frames by which the card's reports may grow at once. */
void dll_init(struct dll *, double nominal_hz, double step);

/* The card says frames at ns.  After a stall or a leap the line starts anew and
 * keeps its slope. */
void dll_put(struct dll *, int64_t ns, double frames);
void dll_restart(struct dll *);		/* the next report is a new line */

double dll_frames(const struct dll *, int64_t ns);	/* on the line */
double dll_ppm(const struct dll *);	/* card against us; 0 while unsure */

#endif
