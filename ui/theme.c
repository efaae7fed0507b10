#include "theme.h"

#include <curses.h>
#include <stdlib.h>

struct look {
	unsigned mono;		/* where there are no colours */
	unsigned colour;	/* beside the colour */
	short foreground;	/* -1: the terminal's own */
};

/* Never blue on the default background: unreadable on half of all terminals. */
static const struct look looks[ROLES] = {
	[ROLE_NORMAL] = { A_NORMAL, A_NORMAL, -1 },
	[ROLE_DIM] = { A_NORMAL, A_DIM, -1 },
	[ROLE_BOLD] = { A_BOLD, A_BOLD, -1 },
	[ROLE_OK] = { A_BOLD, A_BOLD, COLOR_GREEN },
	[ROLE_PROGRESS] = { A_NORMAL, A_NORMAL, COLOR_CYAN },
	[ROLE_WARNING] = { A_NORMAL, A_NORMAL, COLOR_YELLOW },
	[ROLE_ERROR] = { A_BOLD, A_BOLD, COLOR_RED },
	[ROLE_ALERT] = { A_REVERSE, A_REVERSE, COLOR_YELLOW },
	[ROLE_SELECT] = { A_REVERSE, A_REVERSE, -1 },
	[ROLE_HEADING] = { A_BOLD, A_BOLD, -1 },
};

static const char *const marks[MARKS][2] = {
	[MARK_RING] = { "!", "▲" },
	[MARK_DIAL] = { ">", "▷" },
	[MARK_ACTIVE] = { "*", "●" },
	[MARK_HELD] = { "=", "‖" },
	[MARK_HELD_BY_THEM] = { "<", "◁" },
	[MARK_ENDED] = { "x", "×" },
	[MARK_TRANSFER] = { "~", "~" },
	[MARK_UNKNOWN] = { "?", "?" },
	[MARK_HORIZONTAL] = { "-", "─" },
	[MARK_VERTICAL] = { "|", "│" },
	[MARK_DOWN] = { "+", "┬" },
	[MARK_UP] = { "+", "┴" },
	[MARK_CROSS] = { "+", "┼" },
	[MARK_CORNER_LEFT] = { "+", "┌" },
	[MARK_CORNER_RIGHT] = { "+", "┐" },
	[MARK_MEMBER] = { "+", "├" },
};

static bool with_utf8, with_colours;

static bool wants_colours(const struct settings *s)
{
	const char *no = getenv("NO_COLOR");

	return s->colour != COLOUR_OFF && !(no && *no) && has_colors();
}

void theme_start(const struct settings *s, bool utf8)
{
	with_utf8 = utf8 && s->glyphs != GLYPHS_ASCII;
	with_colours = wants_colours(s);
	if (!with_colours)
		return;
	start_color();
	use_default_colors();
	for (int i = 0; i < ROLES; i++)
		if (looks[i].foreground >= 0)
			init_pair(i + 1, looks[i].foreground, -1);
}

const char *theme_mark(enum mark mark)
{
	return marks[mark][with_utf8];
}

unsigned theme_attributes(enum role role)
{
	return with_colours ? looks[role].colour : looks[role].mono;
}

short theme_pair(enum role role)
{
	return with_colours && looks[role].foreground >= 0 ? role + 1 : 0;
}
