/* A number for the eye, after E.164 and E.123: the country's code is known for
 * every country, the groups behind it only where all numbers of a plan have the
 * same ones.  A wrong group is worse than none. */
#include "number.h"

#include <stdbool.h>
#include <string.h>

#include "base/mem.h"

#define LEAST 8			/* digits, with the country's code */
#define MOST 15

/* The first row that fits; '?' in start is any digit. */
static const struct plan {
	const char *country, *start;
	int digits;			/* without the country's code */
	const char *groups;
} plans[] = {
	{ "1", "", 10, "334" },
	{ "7", "", 10, "3322" },
	{ "33", "", 9, "12222" },
	{ "34", "", 9, "333" },
	{ "351", "", 9, "333" },
	{ "41", "", 9, "2322" },
	{ "44", "11", 10, "334" }, { "44", "1?1", 10, "334" },
	{ "44", "1", 10, "46" }, { "44", "2", 10, "244" },
	{ "44", "3", 10, "334" }, { "44", "7", 10, "46" },
	{ "44", "8", 10, "334" }, { "44", "9", 10, "334" },
	{ "45", "", 8, "2222" },
	{ "47", "4", 8, "323" }, { "47", "9", 8, "323" },
	{ "47", "", 8, "2222" },
	{ "61", "4", 9, "333" }, { "61", "", 9, "144" },
};

/* How many digits the country's code has: those of two are listed. */
static int country_digits(const char *digits)
{
	static const char two[] = "20 27 30 31 32 33 34 36 39 40 41 43 44 45 "
		"46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 "
		"82 84 86 90 91 92 93 94 95 98";
	const char first[3] = { digits[0], digits[1], '\0' };

	if (digits[0] == '1' || digits[0] == '7')
		return 1;
	return strstr(two, first) ? 2 : 3;
}

static bool starts(const char *digits, const char *start)
{
	for (; *start; start++, digits++)
		if (*start != '?' && *start != *digits)
			return false;
	return true;
}

static const struct plan *plan_of(const char *digits, int country)
{
	for (size_t i = 0; i < sizeof plans / sizeof *plans; i++) {
		const struct plan *p = &plans[i];

		if ((int)strlen(p->country) == country &&
				!strncmp(digits, p->country, country) &&
				(int)strlen(digits + country) == p->digits &&
				starts(digits + country, p->start))
			return p;
	}
	return NULL;
}

static char *grouped(const char *digits)
{
	int country = country_digits(digits);
	const struct plan *p = plan_of(digits, country);
	const char *group = p ? p->groups : "";
	char *text = mem_new(2 * strlen(digits) + 2), *out = text;

	*out++ = '+';
	memcpy(out, digits, country);
	out += country;
	for (digits += country; *digits;) {
		int n = *group ? *group++ - '0' : (int)strlen(digits);

		*out++ = ' ';
		memcpy(out, digits, n);
		out += n;
		digits += n;
	}
	*out = '\0';
	return text;
}

char *number_shown(const char *number)
{
	size_t n = strlen(number);

	if (number[0] != '+' || n - 1 < LEAST || n - 1 > MOST ||
			strspn(number + 1, "0123456789") != n - 1 ||
			number[1] == '0')
		return mem_text(number);
	return grouped(number + 1);
}
