#include "ascii.h"

#include <stddef.h>

/* U+00A0 .. U+024F without their accents. */
static const char latin[] =
	" !c?\?Y|S\"ca<--R-o+23'uP.,1o>?\??\?AAAAAAACEEEEIIII"
	"DNOOOOOxOUUUUYTsaaaaaaaceeeeiiiidnooooo/ouuuuyty"
	"AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIi"
	"IiIiJjKkkLlLlLlLlLlNnNnNnnNnOoOoOoOoRrRrRrSsSsSs"
	"SsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzsbBBb?\?OCcDDDd?EA"
	"EFfG?\?IIKkl?\?NnOOo?\?Pp?\??\??tTtTUu?VYyZz?\??\??\??\??"
	"?\??\?DDdLLlNNnAaIiOoUuUuUuUuUueAaAa?\??\?GgKkOoOo?\?"
	"jDDdGg?\?NnAa?\??\?AaAaEeEeIiIiOoOoRrRrUuUuSsTtYyHh"
	"Nd?\?ZzAaEeOoOoOoOoYylntj?\?ACcLTsz?\?BU?EeJj?\?RrYy";

/* U+1E00 .. U+1EFF: of Vietnamese, Welsh .. */
static const char latin_more[] =
	"AaBbBbBbCcDdDdDdDdDdEeEeEeEeEeFfGgHhHhHhHhHhIiIi"
	"KkKkKkLlLlLlLlMmMmMmNnNnNnNnOoOoOoOoPpPpRrRrRrRr"
	"SsSsSsSsSsTtTtTtTtUuUuUuUuUuVvVvWwWwWwWwWwXxXxYy"
	"ZzZzZzhtwyasssS?AaAaAaAaAaAaAaAaAaAaAaAaEeEeEeEe"
	"EeEeEeEeIiIiOoOoOoOoOoOoOoOoOoOoOoOoUuUuUuUuUuUu"
	"UuYyYyYyYy?\??\??\?";

/* U+0386 .. U+03CE and U+0400 .. U+045F: the letter that sounds most like it. */
static const char greek[] =
	"A?EII?O?YOiAVGDEZITIKLMNXOPR?STYFHPOIYaeiiyavgde"
	"zitiklmnxoprsstyfhpoiyoyo";
static const char cyrillic[] =
	"EEDGESIIJLNCKIUDABVGDEZZIJKLMNOPRSTUFHCCSS'Y'EUA"
	"abvgdezzijklmnoprstufhccss'y'euaeedgesiijlnckiud";

static const struct {
	int32_t first;
	const char *letters;
	size_t n;
} alphabets[] = {
	{ 0xa0, latin, sizeof latin - 1 },
	{ 0x386, greek, sizeof greek - 1 },
	{ 0x400, cyrillic, sizeof cyrillic - 1 },
	{ 0x1e00, latin_more, sizeof latin_more - 1 },
};

static const struct { int32_t c; char likeness; } signs[] = {
	{ 0x2018, '\'' }, { 0x2019, '\'' }, { 0x201a, ',' }, { 0x201b, '\'' },
	{ 0x201c, '"' }, { 0x201d, '"' }, { 0x201e, '"' }, { 0x2022, '*' },
	{ 0x2026, '.' }, { 0x2032, '\'' }, { 0x2033, '"' }, { 0x2039, '<' },
	{ 0x203a, '>' }, { 0x2044, '/' }, { 0x20ac, 'E' }, { 0x2190, '<' },
	{ 0x2192, '>' }, { 0x2212, '-' }, { 0x3000, ' ' },
};

char ascii_like(int32_t c)
{
	if (c >= 0x20 && c < 0x7f)
		return (char)c;
	for (size_t i = 0; i < sizeof alphabets / sizeof *alphabets; i++)
		if (c >= alphabets[i].first &&
				(size_t)(c - alphabets[i].first) < alphabets[i].n)
			return alphabets[i].letters[c - alphabets[i].first];
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (signs[i].c == c)
			return signs[i].likeness;
	if (c >= 0x2000 && c <= 0x200a)
		return ' ';
	if (c >= 0x2010 && c <= 0x2015)
		return '-';
	return c >= 0xff01 && c <= 0xff5e ? (char)(c - 0xfee0) : '?';
}
