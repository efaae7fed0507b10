/* One call in detail. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "conference.h"
#include "times.h"
#include "views/look.h"
#include "views/view.h"
#include "widgets/meter.h"
#include "widgets/wrapped.h"

#define EAR_COLUMN 17

static void draw_party(const struct session *s, const struct area *a)
{
	int n = screen_text(a, 0, 1, a->columns - 2, ROLE_BOLD,
		session_party(s));

	if (*session_name(s) && n + 4 < a->columns)
		screen_number(a, 0, n + 3, a->columns - n - 3, ROLE_NORMAL,
			s->shown);
}

static int draw_codec(const struct session *s, const struct area *a, int column)
{
	if (!s->codec)
		return column;
	return column + 2 + screen_format(a, 1, column, a->columns - column,
		ROLE_NORMAL, "%s %dk", s->codec, s->sample_rate_hz / 1000);
}

static void draw_security(const struct session *s, const struct area *a,
	int column)
{
	if (!s->security)
		return;
	if (!strcmp(s->security, "none"))
		screen_text(a, 1, column, a->columns - column, ROLE_WARNING,
			"no encryption");
	else
		screen_format(a, 1, column, a->columns - column, ROLE_OK,
			"%s-srtp ok", s->security);
}

static void draw_media(const struct ui *ui, const struct session *s,
	const struct area *a)
{
	char time[TIMES_TEXT];
	int column = 1;

	look_time_beside(ui, s, time);
	column += screen_text(a, 1, column, 9, ROLE_NORMAL, time) + 2;
	draw_security(s, a, draw_codec(s, a, column));
}

/* A reader would read them out; that the microphone is off it shall. */
static void draw_mute(const struct session *s, const struct area *a)
{
	if (s->muted)
		screen_text(a, 2, 1, a->columns - 1, ROLE_WARNING,
			"microphone MUTED");
}

static void draw_meters(const struct session *s, const struct area *a)
{
	screen_text(a, 2, 1, 5, ROLE_NORMAL, "mic");
	if (s->muted)
		screen_text(a, 2, 6, 8, ROLE_WARNING, "MUTED");
	else
		meter_draw(a, 2, 6, s->levels.input);
	if (s->levels.clipped && !s->muted)
		screen_text(a, 2, 6 + METER_CELLS, 1, ROLE_WARNING, "!");
	screen_text(a, 2, EAR_COLUMN, 5, ROLE_NORMAL, "ear");
	meter_draw(a, 2, EAR_COLUMN + 5, s->levels.output);
}

static void draw_statistics(const struct session *s, const struct area *a)
{
	const struct session_statistics *f = &s->statistics;
	char rtt[24] = "-";

	if (!f->known)
		return;
	if (f->rtt_ms >= 0)
		snprintf(rtt, sizeof rtt, "%.0f ms", f->rtt_ms);
	screen_format(a, 3, 1, a->columns - 1, ROLE_NORMAL,
		"loss %.1f%%  jit %.0f ms  rtt %s", f->loss_percent,
		f->jitter_ms, rtt);
	if (f->mos >= 0)
		screen_format(a, 4, 1, a->columns - 1, f->mos < 3.5 ?
			ROLE_WARNING : ROLE_NORMAL, "mos  %.1f%s", f->mos,
			f->mos < 3.5 ? "!" : "");
}

/* Beside the mos, or where it would be. */
static void draw_recording(const struct ui *ui, const struct session *s,
	const struct area *a)
{
	bool mos = s->statistics.known && s->statistics.mos >= 0;
	char text[48];

	session_recording_words(s, text, sizeof text);
	if (ui->settings.reader && s->recording == RECORDING_ON)
		strcpy(text, "recording on");
	screen_text(a, mos ? 4 : 5, mos ? EAR_COLUMN : 1, a->columns - 1,
		s->recording == RECORDING_ON ? ROLE_WARNING : ROLE_NORMAL,
		text);
}

static void draw_volumes(const struct ui *ui, const struct area *a, int row)
{
	const struct model *m = ui->model;

	if (m->playback.volume_percent < 0)
		return;
	screen_format(a, row, 1, a->columns - 1, ROLE_NORMAL,
		"vol  spk %d%%  mic %d%%", m->playback.volume_percent,
		m->capture.volume_percent);
}

static const struct session *waiting_of(const struct ui *ui,
	const struct session *s)
{
	const struct session *waiting = model_session(ui->model, s->consults);

	return waiting && session_talks(waiting) ? waiting : NULL;
}

/* What t would do to the two of a consultation. */
static int draw_outcome(const struct ui *ui, const struct session *s,
	const struct area *a, int row)
{
	const struct session *waiting = waiting_of(ui, s);
	char text[600];

	if (!waiting)
		return row;
	snprintf(text, sizeof text, "on t: %d %s is connected to %s and both "
		"calls leave here", waiting->number, session_party(waiting),
		session_party(s));
	return row + wrapped_draw(a, row, 1, 2, ROLE_NORMAL, text);
}

/* Who is there, and how they hear it. */
static int draw_conference(const struct ui *ui, const struct session *s,
	const struct area *a, int row)
{
	char text[600];

	if (!s->conference)
		return row;
	conference_words(ui->model, s, text, sizeof text);
	row += wrapped_draw(a, row, 1, 2, ROLE_NORMAL, text);
	if (s->member_muted)
		screen_text(a, row++, 1, a->columns - 1, ROLE_WARNING,
			"the others do not hear it");
	else if (s->gain_db)
		screen_format(a, row++, 1, a->columns - 1, ROLE_NORMAL,
			"the others hear it at %+d dB", s->gain_db);
	if (!conference_has_you(ui->model, s->conference))
		screen_text(a, row++, 1, a->columns - 1, ROLE_DIM,
			"without you: Enter takes you there");
	return row;
}

/* Somebody else refreshes it, or we do: else it ends. */
static void draw_timer(const struct session *s, const struct area *a, int row)
{
	if (!s->timer_s)
		return;
	screen_format(a, row, 1, a->columns - 1, ROLE_DIM,
		"timer %d s, refreshed by %s", s->timer_s,
		s->timer_ours ? "you" : "them");
}

/* Why there is no sound, and what to do, in place of figures. */
static int draw_problem(const struct session *s, const struct area *a)
{
	int row = 3 + wrapped_draw(a, 3, 1, 2, ROLE_WARNING, s->problem);

	return row + (s->advice ?
		wrapped_draw(a, row, 1, 2, ROLE_DIM, s->advice) : 0);
}

static int draw_figures(const struct ui *ui, const struct session *s,
	const struct area *a)
{
	if (!ui->settings.reader)
		draw_statistics(s, a);
	draw_recording(ui, s, a);
	draw_volumes(ui, a, s->statistics.known && s->statistics.mos >= 0 ?
		5 : 4);
	return 6;
}

/* Two rows at 80x24, so the most urgent first. */
static void draw_dialog(const struct ui *ui, const struct session *s,
	const struct area *a, int row)
{
	char text[200];

	session_transfer_words(s, text, sizeof text);
	if (*text)
		screen_format(a, row++, 1, a->columns - 1, ROLE_PROGRESS,
			"transfer %s", text);
	if (s->tones_waiting)
		screen_format(a, row++, 1, a->columns - 1, ROLE_PROGRESS,
			"%d tone%s wait%s: Space sends them", s->tones_waiting,
			s->tones_waiting == 1 ? "" : "s",
			s->tones_waiting == 1 ? "s" : "");
	row = draw_outcome(ui, s, a, row);
	row = draw_conference(ui, s, a, row);
	if (s->state == SESSION_HELD_BY_THEM)
		screen_text(a, row++, 1, a->columns - 1, ROLE_DIM,
			"the other side has put this call on hold");
	look_known(s, a, row);
	row += s->known_as || s->diverted || s->referred_by;
	draw_timer(s, a, row);
}

static void draw_talk(const struct ui *ui, const struct session *s,
	const struct area *a)
{
	draw_media(ui, s, a);
	if (ui->settings.reader && session_has_sound(s))
		draw_mute(s, a);
	else if (ui->connected && session_has_sound(s))
		draw_meters(s, a);
	else if (s->state == SESSION_HELD)
		screen_text(a, 2, 1, a->columns - 1, ROLE_DIM,
			"on hold: neither side hears the other");
	draw_dialog(ui, s, a, s->problem ? draw_problem(s, a) :
		draw_figures(ui, s, a));
}

static const char *setup_words(const struct session *s)
{
	switch (s->state) {
	case SESSION_EARLY:
		return "they can be heard, not answered yet";
	case SESSION_RINGING_THERE:
		return "ringing there";
	case SESSION_ANSWERING:
		return "answering";
	case SESSION_ENDING:
		return "hanging up";
	default:
		return "calling";
	}
}

static void draw_setup(const struct ui *ui, const struct session *s,
	const struct area *a)
{
	char time[TIMES_TEXT];

	look_time_beside(ui, s, time);
	screen_format(a, 1, 1, a->columns - 1, ROLE_PROGRESS, "%s %s",
		setup_words(s), time);
	screen_format(a, 2, 1, a->columns - 1, ROLE_NORMAL, "%s", s->uri);
	if (s->account)
		screen_format(a, 3, 1, a->columns - 1, ROLE_NORMAL, "from %s",
			s->account);
	look_known(s, a, 4);
	draw_outcome(ui, s, a, 6);
}

static void draw_end(const struct ui *ui, const struct session *s,
	const struct area *a)
{
	char words[160], time[TIMES_TEXT];

	session_end_words(s, words, sizeof words);
	look_time(ui, s, time);
	screen_format(a, 1, 1, a->columns - 1, ROLE_NORMAL, "ended by %s%s%s",
		s->ended_by_us ? "you" : "the other side",
		*time ? " after " : "", time);
	wrapped_draw(a, 2, 1, 3, ROLE_DIM, words);
	screen_text(a, 6, 1, a->columns - 1, ROLE_DIM, "b clears this row");
}

void session_card_draw(const struct ui *ui, const struct session *s,
	const struct area *a)
{
	draw_party(s, a);
	switch (s->state) {
	case SESSION_ACTIVE:
	case SESSION_HELD:
	case SESSION_HELD_BY_THEM:
		draw_talk(ui, s, a);
		break;
	case SESSION_ENDED:
		draw_end(ui, s, a);
		break;
	default:
		draw_setup(ui, s, a);
	}
}
