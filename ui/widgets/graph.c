#include "widgets/graph.h"

#include <math.h>
#include <string.h>

#define LEVELS 4		/* dots of braille, one above the other */

/* Of `levels` marks: 0 nothing is known, 1 the lowest. */
static int level(float value, double lowest, double highest, int levels)
{
	double part = (value - lowest) / (highest - lowest);

	if (isnan(value))
		return 0;
	return 1 + (part <= 0 || !(highest > lowest) ? 0 :
		part >= 1 ? levels - 1 : (int)(part * (levels - 1) + 0.5));
}

/* U+2800 and its dots, from the bottom up: left 7 3 2 1, right 8 6 5 4. */
static int braille(int left, int right)
{
	static const unsigned char lefts[] = { 0, 0x40, 0x44, 0x46, 0x47 };
	static const unsigned char rights[] = { 0, 0x80, 0xa0, 0xb0, 0xb8 };

	return lefts[left] | rights[right];
}

static char *put_braille(char *text, int dots)
{
	*text++ = (char)0xe2;
	*text++ = (char)(0xa0 + (dots >> 6));
	*text++ = (char)(0x80 + (dots & 0x3f));
	return text;
}

static char letter(float a, float b, double lowest, double highest)
{
	static const char letters[] = " _.,-=+*#";
	int i = level(a, lowest, highest, 8), k = level(b, lowest, highest, 8);

	return letters[i > k ? i : k];
}

void graph_text(const float *values, int n, double lowest, double highest,
	bool utf8, char text[GRAPH_TEXT])
{
	if (n > 2 * GRAPH_COLUMNS)
		n = 2 * GRAPH_COLUMNS;
	for (int i = 0; i < n; i += 2) {
		float next = i + 1 < n ? values[i + 1] : NAN;

		if (utf8)
			text = put_braille(text, braille(level(values[i],
				lowest, highest, LEVELS), level(next, lowest,
				highest, LEVELS)));
		else
			*text++ = letter(values[i], next, lowest, highest);
	}
	*text = '\0';
}
