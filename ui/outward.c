#include "outward.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "capability.h"
#include "cells.h"
#include "escape.h"
#include "programs.h"
#include "screen.h"

#define TEXT_MAX 512

static struct outward {
	enum escape_through through;
	bool swallows;			/* sequences that it does not know */
	const char *command;		/* borrowed: offhook, for programs */
	char title[TEXT_MAX];		/* as it stands there; "" ours does not */
} out;

static enum escape_through between(void)
{
	const char *term = getenv("TERM");

	if (getenv("TMUX"))
		return ESCAPE_TMUX;
	if (getenv("STY") || (term && !strncmp(term, "screen", 6)))
		return ESCAPE_SCREEN;
	return ESCAPE_DIRECT;
}

void outward_start(const char *command)
{
	out = (struct outward){ between(), capability_is_modern(),
		command ? command : "offhook", "" };
}

void outward_leave(void)
{
	out.title[0] = '\0';
}

static void send(char *escape)
{
	screen_send(escape);
	free(escape);
}

/* --- copies ---------------------------------------------------------------*/

/* tmux itself takes a copy, where its set-clipboard says so. */
static void send_copy(const char *text)
{
	char *escape = escape_copy(text);

	if (escape)
		send(out.through == ESCAPE_SCREEN ?
			escape_pass(out.through, escape) : escape);
}

static void copy(struct ui *ui)
{
	if (ui->copied && out.swallows)
		send_copy(ui->copied);
	free(ui->copied);
	ui->copied = NULL;
}

/* --- notifications --------------------------------------------------------*/

/* Terminals that say who they are; none of them is asked through another. */
static const struct {
	const char *variable, *value;	/* NULL: it is set */
	enum escape_notice kind;
} known[] = {
	{ "KITTY_WINDOW_ID", NULL, ESCAPE_OSC99 },
	{ "TERM_PROGRAM", "iTerm.app", ESCAPE_OSC9 },
	{ "TERM_PROGRAM", "WezTerm", ESCAPE_OSC777 },
	{ "TERM_PROGRAM", "ghostty", ESCAPE_OSC777 },
	{ "TERM", "xterm-kitty", ESCAPE_OSC99 },
	{ "TERM", "foot", ESCAPE_OSC777 },
	{ "TERM", "xterm-ghostty", ESCAPE_OSC777 },
	{ "TERM", "rxvt-unicode-256color", ESCAPE_OSC777 },
};

static enum escape_notice best(void)
{
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		const char *value = getenv(known[i].variable);

		if (value && out.through == ESCAPE_DIRECT &&
				(!known[i].value || !strcmp(value,
				known[i].value)))
			return known[i].kind;
	}
	return ESCAPE_BELL;
}

/* What was chosen is sent, whatever the terminal is called. */
static enum escape_notice kind(const struct ui *ui)
{
	switch (ui->settings.notify) {
	case NOTIFY_OSC9:
		return ESCAPE_OSC9;
	case NOTIFY_OSC777:
		return ESCAPE_OSC777;
	case NOTIFY_OSC99:
		return ESCAPE_OSC99;
	case NOTIFY_AUTO:
		return best();
	default:
		return ESCAPE_BELL;
	}
}

void outward_command(struct ui *ui, const struct session *s,
	const char *offhook)
{
	char *variables[] = {
		mem_format("OFFHOOK_SESSION=%d", s->id),
		mem_format("OFFHOOK_NUMBER=%d", s->number),
		mem_format("OFFHOOK_REMOTE_NAME=%s", session_name(s)),
		mem_format("OFFHOOK_REMOTE_URI=%s", s->uri),
		mem_format("OFFHOOK_REMOTE_NUMBER=%s", s->address),
		mem_format("OFFHOOK_ACCOUNT=%s", s->account ? s->account : ""),
		mem_format("OFFHOOK_COMMAND=%s", offhook),
		NULL };
	int error = *ui->settings.notify_command ? programs_start(
		ui->settings.notify_command, variables) : 0;

	if (error)
		notice_log(ui->notices, NOTICE_WARNING,
			"notify_command: %s", strerror(error));
	for (int i = 0; variables[i]; i++)
		free(variables[i]);
}

static void announce(struct ui *ui, const struct session *s)
{
	char text[TEXT_MAX], *plain;

	text_format(text, sizeof text, "Call from %s%s%s", session_party(s),
		s->account ? ", to " : "", s->account ? s->account : "");
	plain = cells_plain(text);
	if (ui->settings.notify != NOTIFY_OFF)
		send(escape_pass(out.through, escape_notice(kind(ui), s->id,
			plain)));
	free(plain);
	outward_command(ui, s, out.command);
}

/* Those that nobody answered since. */
static void announce_all(struct ui *ui)
{
	for (int i = 0; i < ui->n_ringing; i++) {
		const struct session *s = model_session(ui->model,
			ui->ringing[i]);

		if (s && ui_rings(s))
			announce(ui, s);
	}
	ui->n_ringing = 0;
}

/* --- title ----------------------------------------------------------------*/

struct counts {
	int ringing, held, going_on;
	const struct session *one;	/* of those that go on */
};

static struct counts count(const struct ui *ui)
{
	struct counts n = { .one = model_focused(ui->model) };

	for (int i = 0; i < ui->model->n_sessions; i++) {
		const struct session *s = ui->model->sessions[i];
		bool held = s->state == SESSION_HELD ||
			s->state == SESSION_HELD_BY_THEM;
		bool goes_on = !held && !ui_rings(s) && session_lives(s);

		n.ringing += ui_rings(s);
		n.held += held;
		n.going_on += goes_on;
		if (goes_on && !n.one)
			n.one = s;
	}
	return n;
}

/* The first of: who rings, who is talked to or called, who waits. */
static void state_words(const struct ui *ui, char *text)
{
	bool full = ui->settings.title == TITLE_FULL;
	struct counts n = count(ui);

	*text = '\0';
	if (!ui->connected && ui->lost_why)
		text_format(text, TEXT_MAX, "no engine - ");
	else if (n.ringing && full)
		text_format(text, TEXT_MAX, "ringing: %s - ",
			session_party(ui_target(ui)));
	else if (n.ringing)
		text_format(text, TEXT_MAX, "%d ringing - ", n.ringing);
	else if (n.going_on && full)
		text_format(text, TEXT_MAX, "%s - ", session_party(n.one));
	else if (n.going_on)
		text_format(text, TEXT_MAX, "in a call - ");
	else if (n.held)
		text_format(text, TEXT_MAX, "%d on hold - ", n.held);
}

static void title(const struct ui *ui)
{
	char state[TEXT_MAX], text[TEXT_MAX], *plain;

	if (ui->settings.title == TITLE_OFF || !out.swallows)
		return;
	state_words(ui, state);
	text_format(text, sizeof text, "%soffhook", state);
	if (!strcmp(text, out.title))
		return;
	strcpy(out.title, text);
	plain = cells_plain(text);
	send(escape_title(plain));
	free(plain);
}

void outward_send(struct ui *ui)
{
	copy(ui);
	announce_all(ui);
	title(ui);
}
