/* A file of its own: term.h makes macros of words like "columns" and "bell". */
#include "capability.h"

#include <curses.h>
#include <term.h>

bool capability_start(const char *term, int fd)
{
	int found;

	return setupterm(term, fd, &found) == OK;
}

void capability_end(void)
{
	del_curterm(cur_term);
}

const char *capability_text(const char *name)
{
	const char *text = tigetstr(name);

	return text && text != (const char *)-1 ? text : "";
}
