/* param.h - the params of a method: names, types, bounds.  Pure. */
#ifndef CONTROL_PARAM_H
#define CONTROL_PARAM_H

#include <stdbool.h>

struct request;

#define PARAM_LIST_MAX 64	/* items of a list, members of an object */

enum param_type {
	PARAM_TEXT,		/* one line, no control characters */
	PARAM_LINES,		/* text with line ends and tabs */
	PARAM_FILE,		/* the same, longer */
	PARAM_NUMBER,		/* whole, min to max */
	PARAM_BOOLEAN,
	PARAM_TEXTS,		/* a list of them */
	PARAM_SESSION,		/* an id */
	PARAM_SESSIONS,		/* a list of ids, one at least */
	PARAM_ACCOUNT,		/* an id or a name */
	PARAM_HEADERS,		/* an object of names and texts */
	PARAM_NUMBERS,		/* a list of {label, to} */
	PARAM_NOTES,		/* an object of keys and texts, or null */
};

struct param {
	const char *name;
	enum param_type type;
	bool needed;		/* else it may be absent or null */
	long long min, max;	/* of a number */
};

/* MUST(SESSION, "session"), MAY(NUMBER, "limit", .min = 1, .max = 500) */
#define MUST(what, called, ...) \
	{ .name = called, .type = PARAM_##what, .needed = true, ##__VA_ARGS__ }
#define MAY(what, called, ...) \
	{ .name = called, .type = PARAM_##what, ##__VA_ARGS__ }

/* params is ended by one without a name; NULL: none are taken.  false: refused,
 * naming the field. */
bool params_check(struct request *, const struct param *params);

#endif
