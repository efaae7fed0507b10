#include "outward.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "capability.h"
#include "escape.h"
#include "screen.h"

static enum escape_through through;
static bool swallows;		/* sequences that it does not know */

static enum escape_through between(void)
{
	const char *term = getenv("TERM");

	if (getenv("TMUX"))
		return ESCAPE_TMUX;
	if (getenv("STY") || (term && !strncmp(term, "screen", 6)))
		return ESCAPE_SCREEN;
	return ESCAPE_DIRECT;
}

void outward_start(void)
{
	through = between();
	swallows = capability_is_modern();
}

static void send(char *escape)
{
	screen_send(escape);
	free(escape);
}

/* tmux itself takes a copy, where its set-clipboard says so. */
static void send_copy(const char *text)
{
	char *escape = escape_copy(text);

	if (escape)
		send(through == ESCAPE_SCREEN ? escape_pass(through, escape) :
			escape);
}

void outward_send(struct ui *ui)
{
	if (ui->copied && swallows)
		send_copy(ui->copied);
	free(ui->copied);
	ui->copied = NULL;
}
