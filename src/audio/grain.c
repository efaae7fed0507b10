#include "audio/grain.h"

#define LOOKS 24
#define LEAP_S 0.002

void grain_init(struct grain *g, double hz)
{
	*g = (struct grain){ .hz = hz };
}

void grain_restart(struct grain *g)
{
	g->ns = 0;
}

/* At 0 frames it has not begun, which may take it a while. */
void grain_put(struct grain *g, int64_t ns, uint64_t frames)
{
	double passed = (ns - g->ns) * 1e-9;
	double moved = (double)(frames - g->frames) / g->hz;

	if (g->ns && g->frames && frames >= g->frames) {
		g->coarse |= moved > passed + LEAP_S;
		g->looks++;
	}
	g->ns = ns;
	g->frames = frames;
}

bool grain_is_known(const struct grain *g)
{
	return g->coarse || g->looks >= LOOKS;
}

bool grain_is_fine(const struct grain *g)
{
	return !g->coarse && g->looks >= LOOKS;
}
