#include "mos_trail.h"

#include <math.h>
#include <string.h>

void mos_trail_start(struct mos_trail *t, int session)
{
	*t = (struct mos_trail){ .session = session };
}

static void next_step(struct mos_trail *t)
{
	if (t->n == MOS_TRAIL_STEPS)
		memmove(t->steps, t->steps + 1, --t->n * sizeof *t->steps);
	t->steps[t->n++] = NAN;
	t->seconds = 0;
}

void mos_trail_add(struct mos_trail *t, double mos)
{
	float *last;

	if (!t->n || t->seconds == MOS_TRAIL_STEP_S)
		next_step(t);
	last = &t->steps[t->n - 1];
	if (mos >= 0 && (isnan(*last) || mos < *last))
		*last = mos;
	t->seconds++;
}

void mos_trail_load(struct mos_trail *t, const json_t *quality)
{
	const json_t *values = json_object_get(json_object_get(quality,
		"series"), "mos_lq");
	size_t i;
	json_t *value;

	mos_trail_start(t, t->session);
	json_array_foreach(values, i, value)
		mos_trail_add(t, json_is_number(value) ?
			json_number_value(value) : -1);
}
