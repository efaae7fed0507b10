#include "modes.h"

#include <stdio.h>

#include "capability.h"

#define MOUSE_ON "\033[?1000h\033[?1006h"
#define MOUSE_OFF "\033[?1006l\033[?1000l"
#define TITLE_ASIDE "\033[22;2t"
#define TITLE_BACK "\033[23;2t"

static char on[MODES_MAX], off[MODES_MAX];
static bool mouse, title;

static const char *paste_on(void)
{
	const char *own = capability_text("BE");

	return *own ? own : "\033[?2004h";
}

static const char *paste_off(void)
{
	const char *own = capability_text("BD");

	return *own ? own : "\033[?2004l";
}

bool modes_mark_pastes(void)
{
	return *capability_text("BE") || capability_is_modern();
}

static bool wants_mouse(const struct settings *s)
{
	return s->mouse && capability_is_modern();
}

/* Terminfo does it for some on the way to the alternate screen, which is too
 * late: our title would stand already. */
static bool wants_title(const struct settings *s)
{
	return s->title != TITLE_OFF && capability_is_modern();
}

static void compose(void)
{
	snprintf(on, sizeof on, "%s%s%s%s", title ? TITLE_ASIDE : "",
		capability_text("smkx"), paste_on(), mouse ? MOUSE_ON : "");
	snprintf(off, sizeof off, "%s%s%s%s", mouse ? MOUSE_OFF : "",
		paste_off(), capability_text("rmkx"), title ? TITLE_BACK : "");
}

void modes_start(const struct settings *s)
{
	mouse = wants_mouse(s);
	title = wants_title(s);
	compose();
}

const char *modes_on(void)
{
	return on;
}

const char *modes_off(void)
{
	return off;
}

/* A title that was put aside stays there to the end. */
const char *modes_follow(const struct settings *s)
{
	if (mouse == wants_mouse(s))
		return NULL;
	mouse = wants_mouse(s);
	compose();
	return mouse ? MOUSE_ON : MOUSE_OFF;
}
