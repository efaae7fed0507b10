#include "theme.h"

#include <curses.h>
#include <stdlib.h>
#include <string.h>

#include "capability.h"
#include "colour.h"
#include "themes.h"

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
	[MARK_MEMBER] = { "|", "├" },
	[MARK_CONFERENCE] = { "+", "┼" },
	[MARK_LOCKED] = { "#", "▣" },
	[MARK_OPEN] = { "-", "□" },
};

/* What curses is told for a role. */
static struct {
	unsigned attributes;
	short pair;			/* 0: the terminal's own colours */
} shown[ROLES];

static bool with_utf8, starts_colours;
static const struct look *looks;	/* of the theme in use */
static struct settings used;		/* as they were looked at; no texts */

static bool wants_colours(const struct settings *s)
{
	const char *no = getenv("NO_COLOR");

	return s->colour != COLOUR_OFF && !(no && *no) && has_colors();
}

/* Fonts of the console and of old terminals lack most of the marks. */
static bool font_has_marks(void)
{
	return used.glyphs == GLYPHS_UTF8 ||
		(used.glyphs == GLYPHS_AUTO && capability_is_modern());
}

static bool marks_are_utf8(void)
{
	return theme_utf8() && used.ambiguous == AMBIGUOUS_NARROW;
}

static unsigned curses_attributes(unsigned attributes)
{
	return (attributes & LOOK_BOLD ? A_BOLD : 0) |
		(attributes & LOOK_DIM ? A_DIM : 0) |
		(attributes & LOOK_UNDERLINE ? A_UNDERLINE : 0) |
		(attributes & LOOK_REVERSE ? A_REVERSE : 0);
}

/* Where a role names no colour, it has that of what is normal. */
static int colour_of(int own, int normal)
{
	return colour_nearest(own == COLOUR_DEFAULT ? normal : own, COLORS);
}

static void show_coloured(enum role role, const struct look *look)
{
	int colour = colour_of(look->colour, looks[ROLE_NORMAL].colour);
	int on = colour_of(look->on, looks[ROLE_NORMAL].on);

	if (colour_needs_bold(look->colour, COLORS))
		shown[role].attributes |= A_BOLD;
	if (colour == COLOUR_DEFAULT && on == COLOUR_DEFAULT)
		return;
	shown[role].pair = role + 1;
	init_extended_pair(role + 1, colour, on);
}

static void start_colours(void)
{
	if (!starts_colours)
		start_color();
	starts_colours = true;
	use_default_colors();
}

/* Without colours another theme than "mono" would lose what only they tell. */
static const struct look *wanted(const struct settings *s)
{
	const struct look *found = themes_find(wants_colours(s) ? s->theme :
		"mono");

	return found ? found : themes_find("default");
}

static void show(const struct settings *s)
{
	bool colours = wants_colours(s);

	looks = wanted(s);
	if (colours)
		start_colours();
	memset(shown, 0, sizeof shown);
	for (int i = 0; looks && i < ROLES; i++) {
		shown[i].attributes = curses_attributes(looks[i].attributes);
		if (colours)
			show_coloured(i, &looks[i]);
	}
	bkgdset(' ' | COLOR_PAIR(shown[ROLE_NORMAL].pair));
}

static void remember(const struct settings *s)
{
	used.colour = s->colour;
	used.glyphs = s->glyphs;
	used.ambiguous = s->ambiguous;
	used.reader = s->reader;
}

void theme_start(const struct settings *s, bool utf8)
{
	with_utf8 = utf8;
	starts_colours = false;
	remember(s);
	show(s);
}

bool theme_follow(const struct settings *s)
{
	if (used.colour == s->colour && used.glyphs == s->glyphs &&
			used.ambiguous == s->ambiguous &&
			used.reader == s->reader && looks == wanted(s))
		return false;
	remember(s);
	show(s);
	return true;
}

bool theme_utf8(void)
{
	return with_utf8 && font_has_marks();
}

const char *theme_mark(enum mark mark)
{
	if (used.reader && mark >= MARK_HORIZONTAL &&
			mark <= MARK_CORNER_RIGHT)
		return " ";		/* a line is nothing to be read */
	return marks[mark][marks_are_utf8()];
}

unsigned theme_attributes(enum role role)
{
	return shown[role].attributes;
}

short theme_pair(enum role role)
{
	return shown[role].pair;
}
