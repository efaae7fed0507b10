#include "tones.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "number.h"
#include "request.h"

#define TONE_MS 200		/* 100 of it are heard */
#define PAUSE_MS 2000		/* a comma */

static bool is_letter(struct key k)
{
	return k.code >= 'A' && k.code <= 'D';
}

static bool is_tone(struct key k)
{
	return !k.alt && k.code > 0 && k.code < 0x80 &&
		strchr("0123456789*#ABCD", k.code);
}

/* --- one ------------------------------------------------------------------*/

static void show(struct ui *ui, char tone)
{
	size_t n = strlen(ui->tones);

	if (n == UI_TONES)
		memmove(ui->tones, ui->tones + 1, n--);
	ui->tones[n] = tone;
	ui->tones[n + 1] = '\0';
}

static void send_one(struct ui *ui, char tone)
{
	struct link_reply reply = ui_reply(ui, ui->tones_session);
	char tones[2] = { tone, '\0' };

	show(ui, tone);
	request_tones(ui->link, tones, ui->secret, &reply);
}

/* --- a paste --------------------------------------------------------------*/

int tones_left(const struct ui *ui)
{
	return (int)strlen(ui->tones_to_come);
}

int64_t tones_deadline(const struct ui *ui)
{
	return *ui->tones_to_come ? ui->tones_due : -1;
}

void tones_tick(struct ui *ui)
{
	char tone = *ui->tones_to_come;

	if (!tone || clock_ms() < ui->tones_due)
		return;
	memmove(ui->tones_to_come, ui->tones_to_come + 1,
		strlen(ui->tones_to_come));
	ui->tones_due = clock_ms() + (tone == ',' ? PAUSE_MS : TONE_MS);
	if (tone != ',')
		send_one(ui, tone);
}

void tones_stop(struct ui *ui)
{
	int left = tones_left(ui);

	explicit_bzero(ui->tones_to_come, sizeof ui->tones_to_come);
	if (left)
		notice_add(ui->notices, NOTICE_KEY,
			"%d of the tones not sent", left);
}

static void wait_in_line(struct ui *ui, const char *tones)
{
	size_t n = strlen(ui->tones_to_come);
	size_t room = sizeof ui->tones_to_come - n - 1;

	if (!n)
		ui->tones_due = clock_ms();
	snprintf(ui->tones_to_come + n, room + 1, "%s", tones);
	if (strlen(tones) > room)
		notice_add(ui->notices, NOTICE_WARNING, "only the first %d "
			"tones are sent", (int)(n + room));
}

bool tones_paste(struct ui *ui, const char *text)
{
	char *tones;

	if (ui->typing || ui->focus != PANE_PAD || ui->page)
		return false;
	if (!ui->tones_session)
		return clock_ms() < ui->drop_until;
	tones = number_tones(text);
	wait_in_line(ui, tones);
	explicit_bzero(tones, strlen(tones));
	free(tones);
	tones_tick(ui);
	return true;
}

/* --- a key ----------------------------------------------------------------*/

/* Behind a paste that is still being sent: their order stays. */
static void send_key(struct ui *ui, char tone)
{
	char tones[2] = { tone, '\0' };

	if (tones_left(ui))
		wait_in_line(ui, tones);
	else
		send_one(ui, tone);
}

bool tones_key(struct ui *ui, struct key k)
{
	if (ui->focus != PANE_PAD || !is_tone(k) || ui->page)
		return false;
	if (ui->tones_session && clock_ms() >= ui->selected_guard) {
		send_key(ui, (char)k.code);
		return true;
	}
	if (clock_ms() >= ui->drop_until || is_letter(k))
		return false;
	ui->drop_until = clock_ms() + UI_DROP_MS;
	return true;
}
