#include "linear/recital.h"

#include <stdlib.h>
#include <string.h>

#include "settings.h"
#include "spoken.h"
#include "times.h"

#define HISTORY_SHOWN 10
#define LOG_SHOWN 20

static const struct recital recitals[] = {
	{ "status", recital_status }, { "calls", recital_calls },
	{ "accounts", recital_accounts }, { "quality", recital_quality },
	{ "history", recital_history }, { "log", recital_log },
	{ "settings", recital_settings }, { "trace", recital_trace },
	{ "help", recital_help }, { "contacts", recital_contacts },
};

const struct recital *recital_find(const char *name)
{
	for (size_t i = 0; i < sizeof recitals / sizeof *recitals; i++)
		if (!strcmp(recitals[i].name, name))
			return &recitals[i];
	return NULL;
}

/* How many are asked for; -1: no number, said. */
static int count(struct teller *t, const char *text, int usual)
{
	char *end;
	long n = strtol(text, &end, 10);

	if (!*text)
		return usual;
	if (end != text && !*end && n > 0 && n < 1000000)
		return (int)n;
	teller_say(t, "\"%s\": a number is expected", text);
	return -1;
}

/* --- now -------------------------------------------------------------------*/

bool recital_status(struct ui *ui, struct teller *t, const char *argument)
{
	char line[SPOKEN_LINE];

	(void)argument;
	spoken_status(ui, line);
	teller_say(t, "%s", line);
	return true;
}

bool recital_calls(struct ui *ui, struct teller *t, const char *argument)
{
	char line[SPOKEN_LINE];

	(void)argument;
	if (!ui->model->n_sessions)
		teller_say(t, "no calls");
	for (int i = 0; i < ui->model->n_sessions; i++) {
		spoken_session(ui, ui->model->sessions[i], line);
		teller_say(t, "%s", line);
	}
	return true;
}

bool recital_accounts(struct ui *ui, struct teller *t, const char *argument)
{
	const struct model *m = ui->model;
	char line[SPOKEN_LINE];

	(void)argument;
	if (!m->n_accounts)
		teller_say(t, "no accounts");
	for (int i = 0; i < m->n_accounts; i++) {
		spoken_account(m->accounts[i], line);
		teller_say(t, "%s", line);
	}
	spoken_audio("microphone", &m->capture, line);
	teller_say(t, "%s", line);
	spoken_audio("speaker", &m->playback, line);
	teller_say(t, "%s", line);
	spoken_audio("ringer", &m->ring, line);
	teller_say(t, "%s", line);
	return true;
}

bool recital_quality(struct ui *ui, struct teller *t, const char *argument)
{
	const struct session *s = ui_selected(ui);
	char line[SPOKEN_LINE];

	(void)argument;
	if (!s) {
		teller_say(t, "quality: no call is selected");
		return false;
	}
	spoken_quality(s, line);
	teller_say(t, "%s", line);
	return true;
}

/* --- so far ----------------------------------------------------------------*/

bool recital_history(struct ui *ui, struct teller *t, const char *argument)
{
	const struct model *m = ui->model;
	int n = count(t, argument, HISTORY_SHOWN);
	char line[SPOKEN_LINE];

	if (n > m->n_history)
		n = m->n_history;
	if (n == 0)
		teller_say(t, "no calls yet");
	for (int i = 0; i < n; i++) {
		spoken_record(m->history[i], line);
		teller_say(t, "%s", line);
	}
	return n >= 0;
}

bool recital_log(struct ui *ui, struct teller *t, const char *argument)
{
	int n = count(t, argument, LOG_SHOWN);

	if (n > notice_log_count(ui->notices))
		n = notice_log_count(ui->notices);
	if (n == 0)
		teller_say(t, "nothing happened yet");
	for (int i = n - 1; i >= 0; i--) {
		const struct notice *l = notice_log_at(ui->notices, i);
		char second[TIMES_TEXT];

		times_second(l->wall, second);
		teller_say(t, "%s %s", second, l->text);
	}
	return n >= 0;
}

bool recital_settings(struct ui *ui, struct teller *t, const char *argument)
{
	const struct setting *s;
	char value[SETTING_TEXT_MAX];

	(void)argument;
	for (int i = 0; (s = settings_at(i)); i++) {
		settings_text(&ui->settings, s, value);
		teller_say(t, "%s = %s: %s", s->name, value, s->help);
	}
	return true;
}
