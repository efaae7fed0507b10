/* A call that is talked in, where there is room to explain. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "theme.h"
#include "times.h"
#include "views/look.h"
#include "views/talk_card.h"
#include "widgets/graph.h"
#include "widgets/meter.h"

#define LABEL 8
#define TIGHT 16		/* rows for which figures have to wait */
#define LEVEL_COLUMN 20		/* behind the meter */
#define VOLUME_COLUMN 29
#define TRAIL_COLUMNS 37

static void began(const struct ui *ui, const struct session *s, struct card *c)
{
	char time[TIMES_TEXT];
	bool beside;

	look_time_beside(ui, s, time);
	beside = !*time;
	if (beside)
		times_minute(session_since(s), time);
	card_row(c, NULL, ROLE_NORMAL, "%s%s   %s%s%s",
		beside ? "since " : "", time,
		s->outgoing ? "out" : "in", s->account ? "   " : "",
		s->account ? s->account : "");
}

static void codec(const struct session *s, struct card *c)
{
	char rate[32] = "";

	if (!s->codec)
		return;
	if (s->statistics.known && s->statistics.bitrate > 0)
		snprintf(rate, sizeof rate, ", %d kbit/s",
			(s->statistics.bitrate + 500) / 1000);
	card_row(c, "codec", ROLE_NORMAL, "%s %dk%s", s->codec,
		s->sample_rate_hz / 1000, rate);
}

static void security(const struct ui *ui, const struct session *s,
	struct card *c)
{
	char words[PROTECTION_TEXT];

	protection_words(&s->protection, words);
	if (*words)
		card_row(c, "secure", look_protection(ui, s), "%s", words);
	talk_card_keying(s, c);
	talk_card_path(s, "path", c);
}

/* The meter moves four times a second, the figure once. */
static void level(struct card *c, const char *label, int cells, int dbfs,
	int volume)
{
	meter_draw(c->area, c->row, 1 + LABEL, cells);
	if (dbfs <= 0)
		screen_format(c->area, c->row, LEVEL_COLUMN - 1, 7,
			ROLE_NORMAL, "%4d dB", dbfs);
	if (volume >= 0)
		screen_format(c->area, c->row, VOLUME_COLUMN, 10, ROLE_NORMAL,
			"vol %d%%", volume);
	card_row(c, label, ROLE_NORMAL, "%s", "");
}

static void levels(const struct ui *ui, const struct session *s,
	struct card *c)
{
	const struct session_statistics *f = &s->statistics;

	if (s->muted)
		card_row(c, "mic", ROLE_WARNING, "MUTED: m to speak");
	else
		level(c, "mic", s->levels.input, f->known ? f->input_dbfs : 1,
			ui->model->capture.volume_percent);
	if (s->levels.clipped && !s->muted)
		screen_text(c->area, c->row - 1, 1 + LABEL + METER_CELLS, 1,
			ROLE_WARNING, "!");
	level(c, "ear", s->levels.output, f->known ? f->output_dbfs : 1,
		ui->model->playback.volume_percent);
}

static void sound(const struct ui *ui, const struct session *s, struct card *c)
{
	if (ui->settings.reader && session_has_sound(s))
		talk_card_mute(s, c);
	else if (ui->connected && session_has_sound(s))
		levels(ui, s, c);
	else if (s->state == SESSION_HELD)
		card_row(c, NULL, ROLE_DIM, "on hold, neither hears the other");
}

static void problem(const struct session *s, struct card *c)
{
	if (!s->problem)
		return;
	card_words(c, ROLE_WARNING, 3, s->problem);
	if (s->advice)
		card_words(c, ROLE_DIM, 3, s->advice);
}

static void network(const struct session *s, struct card *c)
{
	const struct session_statistics *f = &s->statistics;
	char out[32] = "", buffer[32] = "", rtt[24] = "-";

	if (f->remote_loss_percent >= 0)
		snprintf(out, sizeof out, "   %.1f%% out",
			f->remote_loss_percent);
	if (f->buffer_ms >= 0)
		snprintf(buffer, sizeof buffer, "   buffer %.0f ms",
			f->buffer_ms);
	if (f->rtt_ms >= 0)
		snprintf(rtt, sizeof rtt, "%.0f ms", f->rtt_ms);
	card_row(c, "loss", ROLE_NORMAL, "%.1f%% in%s", f->loss_percent, out);
	card_row(c, "jitter", ROLE_NORMAL, "%.0f ms%s", f->jitter_ms, buffer);
	card_row(c, "rtt", ROLE_NORMAL, s->media_peer ? "%s   from %s" : "%s",
		rtt, s->media_peer);
}

/* Two steps a column, the newest one on the right. */
static void trail(const struct ui *ui, const struct session *s, struct card *c)
{
	const struct mos_trail *t = &ui->mos;
	int skip = t->n > 2 * TRAIL_COLUMNS ? t->n - 2 * TRAIL_COLUMNS : 0;
	char text[GRAPH_TEXT];

	if (t->session != s->id || t->n < 2 || card_left(c) <= 0)
		return;
	skip += (t->n - skip) % 2;
	graph_text(t->steps + skip, t->n - skip, 1, 4.4, theme_utf8(), text);
	screen_format(c->area, c->row++, 1, c->area->columns - 1, ROLE_NORMAL,
		"%s %d s", text, MOS_TRAIL_STEP_S);
}

static void judged(const struct ui *ui, const struct session *s,
	struct card *c)
{
	char text[TALK_CARD_MOS];
	bool poor = talk_card_mos(ui, s, text);

	if (s->statistics.mos < 0)
		return;
	card_row(c, "mos", poor ? ROLE_WARNING : ROLE_NORMAL, "%s", text);
	trail(ui, s, c);
}

static void figures(const struct ui *ui, const struct session *s,
	struct card *c)
{
	char text[48];

	if (s->statistics.known && !ui->settings.reader) {
		network(s, c);
		judged(ui, s, c);
	}
	talk_card_recording(ui, s, text, sizeof text);
	card_row(c, "record", s->recording == RECORDING_ON ? ROLE_WARNING :
		ROLE_NORMAL, "%s", *text ? text + strlen("recording ") : "off");
}

void tall_card_draw(const struct ui *ui, const struct session *s,
	const struct area *a)
{
	struct card c = card_begin(a, LABEL);
	bool tight = a->rows < TIGHT;

	c.row = 1;			/* below the party */
	began(ui, s, &c);
	codec(s, &c);
	security(ui, s, &c);
	sound(ui, s, &c);
	problem(s, &c);
	if (tight)
		talk_card_around(ui, s, &c);
	if (!s->problem)
		figures(ui, s, &c);
	if (!tight)
		talk_card_around(ui, s, &c);
	if (card_left(&c) < 2)
		return;
	card_skip(&c);
	look_contact(&s->contact, &c);
	look_last_calls(ui, s, &c);
}
