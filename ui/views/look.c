#include "views/look.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "conference.h"
#include "times.h"

#define SHORT 5		/* columns */

static const struct {
	enum role role;
	enum mark mark;
} looks[] = {
	[SESSION_RINGING] = { ROLE_ALERT, MARK_RING },
	[SESSION_ANSWERING] = { ROLE_PROGRESS, MARK_RING },
	[SESSION_DIALLING] = { ROLE_PROGRESS, MARK_DIAL },
	[SESSION_RINGING_THERE] = { ROLE_PROGRESS, MARK_DIAL },
	[SESSION_EARLY] = { ROLE_PROGRESS, MARK_DIAL },
	[SESSION_ACTIVE] = { ROLE_OK, MARK_ACTIVE },
	[SESSION_HELD] = { ROLE_DIM, MARK_HELD },
	[SESSION_HELD_BY_THEM] = { ROLE_DIM, MARK_HELD_BY_THEM },
	[SESSION_ENDING] = { ROLE_DIM, MARK_ENDED },
	[SESSION_ENDED] = { ROLE_DIM, MARK_ENDED },
};

static bool is_sent_on(const struct session *s)
{
	return s->transferring && session_talks(s);
}

static bool is_member(const struct session *s)
{
	return s->conference && session_lives(s);
}

/* One that goes on without the person is dim. */
enum role look_role(const struct ui *ui, const struct session *s)
{
	if (ui->connected && is_sent_on(s))
		return ROLE_PROGRESS;
	if (is_member(s) && s->state == SESSION_ACTIVE &&
			!conference_has_you(ui->model, s->conference))
		return ROLE_DIM;
	return ui->connected ? looks[s->state].role : ROLE_DIM;
}

enum mark look_mark(const struct ui *ui, const struct session *s)
{
	if (ui->connected && is_sent_on(s))
		return MARK_TRANSFER;
	if (ui->connected && is_member(s))
		return MARK_MEMBER;
	return ui->connected || !session_lives(s) ? looks[s->state].mark :
		MARK_UNKNOWN;
}

enum mark look_member_mark(const struct session *s)
{
	return s->state == SESSION_ACTIVE ? MARK_HORIZONTAL :
		looks[s->state].mark;
}

/* Where encryption is off, or the call does not leave this machine, its absence
 * is no news. */
enum role look_protection(const struct ui *ui, const struct session *s)
{
	const struct account *a = s->account ?
		model_account(ui->model, s->account) : NULL;

	if (protection_is_awaited(&s->protection))
		return s->protection.problem ? ROLE_WARNING : ROLE_PROGRESS;
	if (protection_is_on(&s->protection))
		return ROLE_OK;
	return (a && a->srtp_off) || session_is_service(s) ? ROLE_DIM :
		ROLE_WARNING;
}

bool look_protection_mark(const struct session *s, enum mark *mark)
{
	*mark = protection_is_on(&s->protection) &&
		!protection_has_failed(&s->protection) ? MARK_LOCKED :
		MARK_OPEN;
	return session_talks(s) && s->protection.security;
}

bool look_is_unverified(const struct ui *ui)
{
	const struct model *m = ui->model;

	for (int i = 0; i < m->n_accounts; i++)
		if (m->accounts[i]->state != ACCOUNT_OFF &&
				trust_is_off(&m->accounts[i]->trust))
			return true;
	return false;
}

bool look_mos(const struct ui *ui, const struct session *s, char text[LOOK_MOS])
{
	double mos = s->statistics.known ? s->statistics.mos : -1;
	bool poor = mos >= 0 && mos < ui->settings.threshold_mos;

	if (mos < 0)
		strcpy(text, "-");
	else
		snprintf(text, LOOK_MOS, "%.1f%s", mos > 5 ? 5 : mos,
			poor ? "!" : "");
	return poor;
}

bool look_is_exact(const struct ui *ui, const struct session *s)
{
	return s->id == ui->selected || s->focused || s == ui_target(ui);
}

static int64_t lasted(const struct session *s)
{
	int64_t end = s->state == SESSION_ENDED ? s->ended : clock_wall_ms();

	return end - session_since(s);
}

void look_short_time(const struct ui *ui, const struct session *s, char *text)
{
	look_time(ui, s, text);
	if (ui->settings.reader && strlen(text) > SHORT)
		snprintf(text, TIMES_TEXT, "%dm", atoi(text));
	else if (strlen(text) > SHORT)
		times_coarse(lasted(s), text);
}

void look_time(const struct ui *ui, const struct session *s, char *text)
{
	if (!ui->connected && session_lives(s))
		strcpy(text, "??:??");
	else if (s->state == SESSION_ENDED && (!s->established || !s->ended))
		strcpy(text, "");
	else if (ui->settings.reader && session_lives(s))
		times_minutes(lasted(s), text);
	else if (s->state == SESSION_ENDED || look_is_exact(ui, s))
		times_duration(lasted(s), text);
	else
		times_coarse(lasted(s), text);
}

static bool has_row(const struct ui *ui)
{
	return !ui->page && ui->layout.kind > LAYOUT_STRIP &&
		ui->layout.panes[PANE_CALLS].rows >= ui->model->n_sessions;
}

void look_time_beside(const struct ui *ui, const struct session *s, char *text)
{
	if (ui->connected && session_lives(s) && has_row(ui))
		strcpy(text, "");
	else
		look_time(ui, s, text);
}
