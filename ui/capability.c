/* A file of its own: term.h makes macros of words like "columns" and "bell". */
#include "capability.h"

#include <curses.h>
#include <stdlib.h>
#include <string.h>
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

bool capability_is_modern(void)
{
	static const char *const kinds[] = { "alacritty", "contour", "foot",
		"ghostty", "gnome", "iterm", "kitty", "konsole", "mintty",
		"mlterm", "putty", "rxvt", "screen", "st", "tmux", "vte",
		"wezterm", "xterm" };
	const char *term = getenv("TERM");
	size_t n;

	for (size_t i = 0; term && i < sizeof kinds / sizeof *kinds; i++) {
		n = strlen(kinds[i]);
		if (!strncmp(term, kinds[i], n) &&
				(!term[n] || strchr("-.+", term[n])))
			return true;
	}
	return false;
}
