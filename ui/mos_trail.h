/* mos_trail.h - how one call has sounded: the worst MOS of every five seconds.
 * Pure.
 */
#ifndef UI_MOS_TRAIL_H
#define UI_MOS_TRAIL_H

#include <jansson.h>

#define MOS_TRAIL_STEPS 96	/* eight minutes */
#define MOS_TRAIL_STEP_S 5

struct mos_trail {
	int session;			/* id; 0: of none */
	float steps[MOS_TRAIL_STEPS];	/* oldest first; NAN not known */
	int n;				/* the last may not be over */
	int seconds;			/* of the last one */
};

void mos_trail_start(struct mos_trail *, int session);
void mos_trail_add(struct mos_trail *, double mos);	/* once a second; < 0 ? */
/* In place of all: the `quality` that session.quality answers with. */
void mos_trail_load(struct mos_trail *, const json_t *quality);

#endif
