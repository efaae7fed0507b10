/* A call that is talked in, in eight rows. */
#include "views/talk_card.h"

#include <stdio.h>
#include <string.h>

#include "conference.h"
#include "times.h"
#include "views/look.h"
#include "widgets/meter.h"

#define MIC_COLUMN 6
#define EAR_COLUMN 17

/* --- what goes on around it -----------------------------------------------*/

static void transfer(const struct session *s, struct card *c)
{
	char text[200];

	session_transfer_words(s, text, sizeof text);
	if (*text)
		card_row(c, NULL, ROLE_PROGRESS, "transfer %s", text);
}

static void tones(const struct session *s, struct card *c)
{
	if (s->tones_waiting)
		card_row(c, NULL, ROLE_PROGRESS, "%d tone%s wait%s: Space "
			"sends them", s->tones_waiting,
			s->tones_waiting == 1 ? "" : "s",
			s->tones_waiting == 1 ? "s" : "");
	if (s->tones_received)
		card_row(c, NULL, ROLE_NORMAL, "they pressed %s",
			s->tones_received);
}

/* What t would do to the two of a consultation. */
static void outcome(const struct ui *ui, const struct session *s,
	struct card *c)
{
	const struct session *waiting = model_session(ui->model, s->consults);
	char text[600];

	if (!waiting || !session_talks(waiting) || session_is_service(s))
		return;
	snprintf(text, sizeof text, "on t: %d %s is connected to %s and both "
		"calls leave here", waiting->number, session_party(waiting),
		session_party(s));
	card_words(c, ROLE_NORMAL, card_left(c) > 3 ? 3 : 2, text);
}

static void heard(const struct session *s, struct card *c)
{
	if (s->member_muted)
		card_row(c, NULL, ROLE_WARNING, "muted: the others do not hear "
			"it");
	else if (s->gain_db)
		card_row(c, NULL, ROLE_NORMAL, "the others hear it at %+d dB",
			s->gain_db);
}

/* Who is there, how they hear it, and what ends it. */
static void conference(const struct ui *ui, const struct session *s,
	struct card *c)
{
	char text[600];

	if (!s->conference)
		return;
	conference_words(ui->model, s, text, sizeof text);
	card_words(c, ROLE_NORMAL, 2, text);
	heard(s, c);
	if (!conference_has_you(ui->model, s->conference))
		card_row(c, NULL, ROLE_DIM,
			"without you: Enter takes you there");
	else if (card_left(c) >= 2)
		card_words(c, ROLE_DIM, 2, "mixed here: it ends for all with "
			"this phone; L leaves them joined");
}

/* Somebody else refreshes it, or we do: else it ends. */
static void timer(const struct session *s, struct card *c)
{
	if (s->timer_s)
		card_row(c, NULL, ROLE_DIM, "timer %d s, refreshed by %s",
			s->timer_s, s->timer_ours ? "you" : "them");
}

void talk_card_around(const struct ui *ui, const struct session *s,
	struct card *c)
{
	transfer(s, c);
	tones(s, c);
	outcome(ui, s, c);
	conference(ui, s, c);
	if (s->state == SESSION_HELD_BY_THEM)
		card_row(c, NULL, ROLE_DIM,
			"held there: they do not hear you");
	look_known(s, c);
	timer(s, c);
}

/* --- who else can hear it, and which way it takes --------------------------*/

/* Why nothing is encrypted, if anybody knows. */
void talk_card_keying(const struct session *s, struct card *c)
{
	if (s->protection.problem)
		card_words(c, ROLE_WARNING, 2, s->protection.problem);
}

void talk_card_path(const struct session *s, const char *label, struct card *c)
{
	const char *path = protection_path(&s->protection);

	if (*path)
		card_row(c, label, protection_path_failed(&s->protection) ?
			ROLE_WARNING : ROLE_NORMAL, label ? "%s" :
			"path %s", path);
}

/* --- how it sounds --------------------------------------------------------*/

/* After G.107, annex B: how many would be satisfied. */
static const char *mos_word(double mos)
{
	return mos >= 4.0 ? "good" : mos >= 3.6 ? "fair" :
		mos >= 3.1 ? "poor" : "bad";
}

bool talk_card_mos(const struct ui *ui, const struct session *s,
	char text[TALK_CARD_MOS])
{
	bool poor = look_mos(ui, s, text);

	if (s->statistics.known && s->statistics.mos >= 0)
		strcat(strcat(text, " "), mos_word(s->statistics.mos));
	return poor;
}

static void media(const struct ui *ui, const struct session *s,
	struct card *c)
{
	char time[TIMES_TEXT], words[PROTECTION_TEXT];
	int n;

	look_time_beside(ui, s, time);
	n = 1 + screen_format(c->area, c->row, 1, c->area->columns - 1,
		ROLE_NORMAL, s->codec ? "%s%s%s %dk  " : "%s", time,
		*time ? "  " : "", s->codec, s->sample_rate_hz / 1000);
	protection_words(&s->protection, words);
	screen_text(c->area, c->row++, n, c->area->columns - n,
		look_protection(ui, s), words);
}

static void meters(const struct session *s, struct card *c)
{
	const struct area *a = c->area;
	int row = c->row++;

	screen_text(a, row, 1, 5, ROLE_NORMAL, "mic");
	if (s->muted)
		screen_text(a, row, MIC_COLUMN, 8, ROLE_WARNING, "MUTED");
	else
		meter_draw(a, row, MIC_COLUMN, s->levels.input);
	if (s->levels.clipped && !s->muted)
		screen_text(a, row, MIC_COLUMN + METER_CELLS, 1, ROLE_WARNING,
			"!");
	screen_text(a, row, EAR_COLUMN, 5, ROLE_NORMAL, "ear");
	meter_draw(a, row, EAR_COLUMN + 5, s->levels.output);
}

/* A reader would read the meters out; that the microphone is off it shall. */
void talk_card_mute(const struct session *s, struct card *c)
{
	if (s->muted)
		card_row(c, NULL, ROLE_WARNING, "microphone MUTED");
}

/* "recording on 00:21"; the time is not for readers. */
void talk_card_recording(const struct ui *ui, const struct session *s,
	char *text, int size)
{
	session_recording_words(s, text, size);
	if (ui->settings.reader && s->recording == RECORDING_ON)
		snprintf(text, size, "recording on");
}

static void sound(const struct ui *ui, const struct session *s, struct card *c)
{
	if (ui->settings.reader && session_has_sound(s))
		talk_card_mute(s, c);
	else if (ui->connected && session_has_sound(s))
		meters(s, c);
	else if (s->state == SESSION_HELD)
		card_row(c, NULL, ROLE_DIM, "on hold, neither hears the other");
	else
		card_skip(c);
}

static void statistics(const struct ui *ui, const struct session *s,
	struct card *c)
{
	const struct session_statistics *f = &s->statistics;
	char rtt[24] = "-";

	if (!f->known || ui->settings.reader)
		return;
	if (f->rtt_ms >= 0)
		snprintf(rtt, sizeof rtt, "%.0f ms", f->rtt_ms);
	card_row(c, NULL, ROLE_NORMAL, "loss %.1f%%  jit %.0f ms  rtt %s",
		f->loss_percent, f->jitter_ms, rtt);
}

/* One row for the two: a mos is not known at once. */
static void judged(const struct ui *ui, const struct session *s,
	struct card *c)
{
	bool known = s->statistics.known && s->statistics.mos >= 0 &&
		!ui->settings.reader;
	char text[TALK_CARD_MOS], recording[48];
	int column = 1;

	if (known) {
		bool poor = talk_card_mos(ui, s, text);

		screen_format(c->area, c->row, 1, EAR_COLUMN - 1, poor ?
			ROLE_WARNING : ROLE_NORMAL, "mos  %s", text);
		column = EAR_COLUMN;
	}
	talk_card_recording(ui, s, recording, sizeof recording);
	if (*recording || known)
		screen_text(c->area, c->row++, column, c->area->columns,
			s->recording == RECORDING_ON ? ROLE_WARNING :
			ROLE_NORMAL, *recording ? recording : "recording off");
}

static void volumes(const struct ui *ui, struct card *c)
{
	const struct model *m = ui->model;

	if (m->playback.volume_percent >= 0)
		card_row(c, NULL, ROLE_NORMAL, "vol  spk %d%%  mic %d%%",
			m->playback.volume_percent, m->capture.volume_percent);
}

/* Why there is no sound, and what to do, in place of figures. */
/* What to do about it, as far as there is room: at its end is where. */
static void problem(const struct session *s, struct card *c)
{
	int left;

	card_words(c, ROLE_WARNING, 2, s->problem);
	left = card_left(c);
	if (s->advice)
		card_words(c, ROLE_DIM, left > 2 ? left : 2, s->advice);
}

void talk_card_draw(const struct ui *ui, const struct session *s,
	const struct area *a)
{
	struct card c = card_begin(a, 0);

	c.row = 1;			/* below the party */
	media(ui, s, &c);
	sound(ui, s, &c);
	talk_card_keying(s, &c);
	if (s->problem) {
		problem(s, &c);
	} else {
		statistics(ui, s, &c);
		judged(ui, s, &c);
		volumes(ui, &c);
		talk_card_path(s, NULL, &c);
	}
	talk_card_around(ui, s, &c);
}
