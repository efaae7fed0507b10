#include "oneshot/args.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The option in the list of known ones; *takes: a value follows. */
static const char *find(const char *known, const char *name, size_t n,
	bool *takes)
{
	for (const char *k = known; *k; k += *k == ' ') {
		size_t length = strcspn(k, " ");

		*takes = length && k[length - 1] == '=';
		if (length - *takes == n && !strncmp(k, name, n))
			return k;
		k += length;
	}
	return NULL;
}

static bool wrong(const struct args *a, const char *text, const char *option)
{
	fprintf(stderr, "offhook %s: %s %s\n", a->command, option, text);
	return false;
}

/* Returns how many of argv it took; 0: wrong. */
static int take_option(struct args *a, const char *known, char **argv)
{
	const char *name = argv[0] + 2;
	const char *equals = strchr(name, '=');
	size_t n = equals ? (size_t)(equals - name) : strlen(name);
	bool takes;
	const char *found = find(known, name, n, &takes);
	const char *value = equals ? equals + 1 : takes ? argv[1] : NULL;

	if (!found)
		return wrong(a, "is no option here", argv[0]);
	if (takes && !value)
		return wrong(a, "needs a value", argv[0]);
	if (!takes && value)
		return wrong(a, "takes no value", argv[0]);
	a->options[a->n_options].name = found;
	a->options[a->n_options++].value = value;
	return takes && !equals ? 2 : 1;
}

bool args_read(struct args *a, const char *known, int argc, char **argv)
{
	bool options = true;

	a->command = argv[0];
	if (argc > ARGS_MAX)
		return wrong(a, "is too long a command", "this");
	for (int i = 1; i < argc;) {
		int taken = 1;

		if (options && !strcmp(argv[i], "--"))
			options = false;
		else if (options && !strncmp(argv[i], "--", 2))
			taken = take_option(a, known, argv + i);
		else
			a->words[a->n_words++] = argv[i];
		if (!taken)
			return false;
		i += taken;
	}
	return true;
}

static int index_of(const struct args *a, const char *name)
{
	size_t n = strlen(name);

	for (int i = a->n_options - 1; i >= 0; i--) {
		const char *o = a->options[i].name;

		if (!strncmp(o, name, n) && (!o[n] || strchr(" =", o[n])))
			return i;
	}
	return -1;
}

bool args_has(const struct args *a, const char *name)
{
	return index_of(a, name) >= 0;
}

const char *args_value(const struct args *a, const char *name)
{
	int i = index_of(a, name);

	return i < 0 ? NULL : a->options[i].value;
}

bool args_number(const struct args *a, const char *what, const char *text,
	long long min, long long max, long long *number)
{
	char *end;

	errno = 0;
	*number = strtoll(text, &end, 10);
	if (*text && !*end && !errno && *number >= min && *number <= max)
		return true;
	fprintf(stderr, "offhook %s: %s is a number from %lld to %lld, not "
		"\"%s\"\n", a->command, what, min, max, text);
	return false;
}
