/* usage.h - a command's usage taken apart, for completion in shells.  Pure.
 *
 *	[ID] on|off|pause [--path FILE]
 *	 |    |  |   |        |     '---- value of the option path
 *	 '----'--'---'--- words that may stand there
 *
 *	list | edit NAME		list and edit are told apart: NAME belongs
 *					to edit
 */
#ifndef ONESHOT_USAGE_H
#define ONESHOT_USAGE_H

#include <stdbool.h>

#include "oneshot/command.h"

struct usage_handlers {
	/* A word in this or any later place; sub: the one before it, "" none.
	 * In capitals it is no word but what stands there: ID, TARGET. */
	void (*on_word)(void *arg, const char *sub, const char *word);
	/* Of the option, without its dashes. */
	void (*on_value)(void *arg, const char *option, const char *word);
	void *arg;
};

void usage_read(const struct command *, const struct usage_handlers *);

/* Calls on_option with each option that it takes; value: it wants one. */
void usage_options(const struct command *,
	void (*on_option)(void *arg, const char *option, bool value),
	void *arg);

#endif
