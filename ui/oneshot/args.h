/* args.h - the words of one command.
 *
 *	call --wait --header "X-A: b" alice
 *	     option option  value     word
 */
#ifndef ONESHOT_ARGS_H
#define ONESHOT_ARGS_H

#include <stdbool.h>

#define ARGS_MAX 64

struct args {
	const char *command;
	const char *words[ARGS_MAX];
	int n_words;
	struct { const char *name, *value; } options[ARGS_MAX];
	int n_options;
};

/* known: the names of the options, "wait account= header=", with '=' for those
 * that take a value.  "--" ends them.  false: wrong, said on standard error. */
bool args_read(struct args *, const char *known, int argc, char **argv);

bool args_has(const struct args *, const char *name);
const char *args_value(const struct args *, const char *name);	/* NULL none */

/* A whole number from min to max; false: it is none, said on standard error. */
bool args_number(const struct args *, const char *what, const char *text,
	long long min, long long max, long long *number);

#endif
