#include "oneshot/graph.h"

#include <math.h>
#include <string.h>

#define HEIGHTS 8

static const char *const blocks[HEIGHTS] = {
	"\u2581", "\u2582", "\u2583", "\u2584", "\u2585", "\u2586", "\u2587",
	"\u2588"
};
static const char *const letters[HEIGHTS] = {
	"_", ".", ",", "-", "=", "+", "*", "#"
};

static double greatest(const double *values, int n, double at_least)
{
	for (int i = 0; i < n; i++)
		if (values[i] > at_least)
			at_least = values[i];
	return at_least;
}

static int height(double value, double lowest, double highest)
{
	double part = highest > lowest ?
		(value - lowest) / (highest - lowest) : 0;

	return part <= 0 ? 0 : part >= 1 ? HEIGHTS - 1 :
		(int)(part * (HEIGHTS - 1) + 0.5);
}

void graph_draw(const struct graph *g, const double *values, int n, char *text)
{
	double highest = g->highest > g->lowest ? g->highest :
		greatest(values, n, g->lowest);

	for (*text = '\0'; n--; values++) {
		int h = isnan(*values) ? -1 : height(*values, g->lowest,
			highest);

		strcat(text, h < 0 ? " " : (g->ascii ? letters : blocks)[h]);
		text += strlen(text);
	}
}
