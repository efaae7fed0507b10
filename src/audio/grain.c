#include "audio/grain.h"

#include <math.h>

#define LOOKS 24
#define STEP_S 0.002			/* more at once is coarse */
#define CHANCES 5
#define PAUSE_NS 1000000000

void grain_init(struct grain *g, double hz)
{
	*g = (struct grain){ .hz = hz, .chances = CHANCES };
}

void grain_restart(struct grain *g)
{
	g->ns = 0;
}

static void judge(struct grain *g, int64_t ns, bool step)
{
	if (!step) {
		g->looks++;
		return;
	}
	/* Steps at the very first look are how it is made. */
	if (!grain_is_known(g) && g->chances == CHANCES)
		g->chances = 0;
	g->coarse = true;
	g->coarse_ns = ns;
}

static void look_anew(struct grain *g)
{
	g->coarse = false;
	g->looks = 0;
	g->chances--;
}

void grain_put(struct grain *g, int64_t ns, uint64_t frames)
{
	double passed = (ns - g->ns) * 1e-9;	/* frames 0: it has not begun */
	double moved = (double)(frames - g->frames) / g->hz;

	if (g->ns && g->frames && frames >= g->frames)
		judge(g, ns, fabs(moved - passed) > STEP_S);
	if (g->coarse && g->chances > 0 && ns - g->coarse_ns > PAUSE_NS)
		look_anew(g);
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
