#include "colour.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define CUBE 16				/* where 6 x 6 x 6 begin */
#define GREYS 232
#define NAMED 8

static const char *const names[NAMED] = { "black", "red", "green", "yellow",
	"blue", "magenta", "cyan", "white" };

struct rgb {
	int r, g, b;
};

/* --- words ----------------------------------------------------------------*/

static int named(const char *word)
{
	int bright = !strncmp(word, "bright-", 7) ? NAMED : 0;

	for (int i = 0; i < NAMED; i++)
		if (!strcmp(word + (bright ? 7 : 0), names[i]))
			return bright + i;
	return COLOUR_DEFAULT;
}

static bool number_read(const char *digits, int base, long most, int *number)
{
	char *end;
	long value = strtol(digits, &end, base);

	if (*end || end == digits || *digits == '-' || *digits == '+' ||
			value > most)
		return false;
	*number = (int)value;
	return true;
}

bool colour_read(const char *word, int *colour)
{
	*colour = named(word);
	if (*colour >= 0 || !strcmp(word, "default"))
		return true;
	if (*word != '#')
		return number_read(word, 10, 255, colour);
	if (strlen(word) != 7 || strspn(word + 1, "0123456789abcdefABCDEF") != 6)
		return false;
	number_read(word + 1, 16, 0xffffff, colour);
	*colour |= COLOUR_MIXED;
	return true;
}

/* --- what they look like --------------------------------------------------*/

static const struct rgb basic[2 * NAMED] = {	/* as xterm has them */
	{ 0, 0, 0 }, { 205, 0, 0 }, { 0, 205, 0 }, { 205, 205, 0 },
	{ 0, 0, 238 }, { 205, 0, 205 }, { 0, 205, 205 }, { 229, 229, 229 },
	{ 127, 127, 127 }, { 255, 0, 0 }, { 0, 255, 0 }, { 255, 255, 0 },
	{ 92, 92, 255 }, { 255, 0, 255 }, { 0, 255, 255 }, { 255, 255, 255 },
};

static int step(int i)			/* of the cube */
{
	return i ? 55 + 40 * i : 0;
}

static struct rgb look_of(int colour)
{
	int i = colour - CUBE, grey = 8 + 10 * (colour - GREYS);

	if (colour >= COLOUR_MIXED)
		return (struct rgb){ colour >> 16 & 255, colour >> 8 & 255,
			colour & 255 };
	if (colour < CUBE)
		return basic[colour];
	if (colour >= GREYS)
		return (struct rgb){ grey, grey, grey };
	return (struct rgb){ step(i / 36), step(i / 6 % 6), step(i % 6) };
}

static int distance(struct rgb a, struct rgb b)
{
	return (a.r - b.r) * (a.r - b.r) + (a.g - b.g) * (a.g - b.g) +
		(a.b - b.b) * (a.b - b.b);
}

static int nearest_of(int colour, int from, int to)
{
	struct rgb wanted = look_of(colour);
	int best = from, least = INT_MAX;

	for (int i = from; i < to; i++) {
		int d = distance(wanted, look_of(i));

		if (d < least) {
			least = d;
			best = i;
		}
	}
	return best;
}

/* There the first eight are the terminal's own, all else is 0xrrggbb. */
static int mixed(int colour)
{
	struct rgb c = look_of(colour);
	int number = c.r << 16 | c.g << 8 | c.b;

	if (colour < NAMED)
		return colour;
	return number < NAMED ? 0 : number;
}

int colour_nearest(int colour, int colours)
{
	if (colour == COLOUR_DEFAULT)
		return colour;
	if (colours > 256)
		return mixed(colour);
	if (colour < colours && (colours != 88 || colour < CUBE))
		return colour;
	if (colours == 256)		/* the first 16 may be anything */
		return nearest_of(colour, CUBE, 256);
	if (colours >= 2 * NAMED)
		return nearest_of(colour, 0, 2 * NAMED);
	return colour < 2 * NAMED ? colour - NAMED :
		nearest_of(colour, 0, NAMED);
}

bool colour_needs_bold(int colour, int colours)
{
	return colours < 2 * NAMED && colour >= NAMED && colour < 2 * NAMED;
}
