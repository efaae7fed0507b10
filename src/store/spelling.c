#include "store/spelling.h"

#include <stddef.h>
#include <string.h>

#define NAME_LENGTH 64		/* of longer names the rest is not compared */

/* Levenshtein, two rows of the table at a time. */
static int distance(const char *a, const char *b)
{
	int row[NAME_LENGTH + 1], n = strnlen(a, NAME_LENGTH);
	int m = strnlen(b, NAME_LENGTH);

	for (int j = 0; j <= m; j++)
		row[j] = j;
	for (int i = 1; i <= n; i++) {
		int diagonal = row[0];

		row[0] = i;
		for (int j = 1; j <= m; j++) {
			int change = diagonal + (a[i - 1] != b[j - 1]);
			int other = row[j] < row[j - 1] ? row[j] : row[j - 1];

			diagonal = row[j];
			row[j] = change < other + 1 ? change : other + 1;
		}
	}
	return row[m];
}

const char *spelling_nearest(const char *name, const char *const *names, int n)
{
	const char *best = NULL;
	int least = 0;

	for (int i = 0; i < n; i++) {
		int edits = distance(name, names[i]);

		if (!best || edits < least) {
			best = names[i];
			least = edits;
		}
	}
	return best;
}
