/* graph.h - a row of values as a row of characters of some height.  Pure. */
#ifndef ONESHOT_GRAPH_H
#define ONESHOT_GRAPH_H

#include <stdbool.h>

/* Bytes for n values: up to three each. */
#define GRAPH_TEXT(n) (3 * (n) + 1)

struct graph {
	double lowest, highest;	/* highest <= lowest: that of the values */
	bool ascii;
};

/* NAN is a blank: nobody knows. */
void graph_draw(const struct graph *, const double *values, int n, char *text);

#endif
