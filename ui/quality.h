/* quality.h - how one call sounded, second by second, as it is drawn.  Pure.
 *
 *	entries of 1 s   . . . . . . . . . . .
 *	steps of 5 s     [worst  ] [worst  ] ..	newest last
 */
#ifndef UI_QUALITY_H
#define UI_QUALITY_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#define QUALITY_SECONDS 600	/* kept, if the engine has so many */

enum figure { FIGURE_MOS, FIGURE_LOSS, FIGURE_JITTER, FIGURE_RTT,
	FIGURE_BUFFER, FIGURES };

struct figure_kind {
	const char *word;		/* "mos" */
	const char *unit;		/* " ms", "%" or "" */
	int digits;			/* behind the point */
	bool low_is_bad;
	double lowest, highest;		/* of the graph; highest is raised to
					 * the greatest there is */
};

extern const struct figure_kind figure_kinds[FIGURES];

struct quality {
	int n;				/* entries */
	float values[FIGURES][QUALITY_SECONDS];	/* oldest first; NAN unknown */
	int64_t until;			/* wall ms, the end of the last one */
	int seconds;			/* of sound in all */
	int64_t concealed_ms;
	double worst[FIGURES];		/* of the whole call; NAN unknown */
};

/* What session.quality answered. */
void quality_load(struct quality *, const json_t *result);

/* The last one; NAN: none. */
double quality_now(const struct quality *, enum figure);

/* Steps of so many seconds, `skip` steps back from the newest one, oldest first
 * in values: the worst of each step.  Returns how many there are. */
int quality_steps(const struct quality *, enum figure, int step_s, int skip,
	float *values, int room);
int quality_step_count(const struct quality *, int step_s);

/* "4.3", "0.2%", "38 ms", "-". */
void quality_text(enum figure, double value, char text[16]);

/* All of it in a few lines for a mail; the caller frees it. */
char *quality_report(const struct quality *, const char *call);

#endif
