#include "spoken.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "contact.h"
#include "news_session.h"
#include "times.h"

/* Behind what the line has; a line that is full takes no more. */
static void add(char line[SPOKEN_LINE], const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void add(char line[SPOKEN_LINE], const char *format, ...)
{
	size_t n = strlen(line);
	va_list args;

	va_start(args, format);
	vsnprintf(line + n, SPOKEN_LINE - n, format, args);
	va_end(args);
}

static void add_if(char line[SPOKEN_LINE], bool it, const char *words)
{
	if (it)
		add(line, ", %s", words);
}

/* --- calls -----------------------------------------------------------------*/

static void add_state(char line[SPOKEN_LINE], const struct session *s)
{
	static const char *const words[] = {
		[SESSION_RINGING] = "ringing", [SESSION_ANSWERING] =
			"being answered", [SESSION_DIALLING] = "calling",
		[SESSION_RINGING_THERE] = "ringing there",
		[SESSION_EARLY] = "not answered, something to hear",
		[SESSION_ACTIVE] = "active", [SESSION_HELD] = "on hold",
		[SESSION_HELD_BY_THEM] = "held by the other side",
		[SESSION_ENDING] = "ending", [SESSION_ENDED] = "ended",
	};
	char time[TIMES_TEXT];

	times_duration(clock_wall_ms() - session_since(s), time);
	add(line, "%s", words[s->state]);
	if (session_lives(s))
		add(line, " %s", time);
}

static void add_end(char line[SPOKEN_LINE], const struct session *s)
{
	char words[160];

	session_end_words(s, words, sizeof words);
	add_if(line, *words, words);
}

static void add_rest(char line[SPOKEN_LINE], const struct session *s)
{
	char sound[NEWS_SOUND], words[200];

	news_sound_words(s, sound);
	if (session_talks(s))
		add(line, "%s", sound);
	add_if(line, s->protection.problem, s->protection.problem);
	add_if(line, s->muted, "muted");
	add_if(line, s->conference, "in conference");
	add_if(line, s->member_muted, "the others do not hear it");
	session_recording_words(s, words, sizeof words);
	add_if(line, *words, words);
	session_transfer_words(s, words, sizeof words);
	if (*words)
		add(line, ", transfer %s", words);
	if (s->wish)
		add(line, ", wants us to call %s", s->wish);
	if (s->account && s->state == SESSION_RINGING)
		add(line, ", to %s", s->account);
	add_if(line, s->problem, s->problem);
}

void spoken_name(const struct session *s, char line[SPOKEN_LINE])
{
	line[0] = '\0';
	add(line, "call %d %s", s->number, session_party(s));
}

void spoken_session(const struct ui *ui, const struct session *s,
	char line[SPOKEN_LINE])
{
	const struct session *waiting = model_session(ui->model, s->consults);

	spoken_name(s, line);
	add(line, ": ");
	add_state(line, s);
	if (session_lives(s))
		add_rest(line, s);
	else
		add_end(line, s);
	if (waiting && session_lives(s))
		add(line, ", asked for call %d", waiting->number);
	add_if(line, s->marked, "marked");
	add_if(line, s->id == ui->selected, "selected");
}

void spoken_quality(const struct session *s, char line[SPOKEN_LINE])
{
	const struct session_statistics *f = &s->statistics;
	char words[PROTECTION_TEXT];

	spoken_name(s, line);
	if (!f->known) {
		add(line, ": no figures yet");
		return;
	}
	if (f->mos >= 0)
		add(line, ": MOS %.1f", f->mos);
	else
		add(line, ": MOS unknown");
	add(line, ", loss %.1f percent, jitter %.0f ms", f->loss_percent,
		f->jitter_ms);
	if (f->rtt_ms >= 0)
		add(line, ", round trip %.0f ms", f->rtt_ms);
	protection_words(&s->protection, words);
	add_if(line, *words, words);
	add_if(line, *protection_path(&s->protection),
		protection_path(&s->protection));
	add_if(line, s->problem, s->problem);
}

void spoken_contact(const struct contact *c, char line[SPOKEN_LINE])
{
	const char *organization = c->card.organization;

	line[0] = '\0';
	add(line, "%s", contact_words(c));
	if (organization && strcmp(organization, contact_words(c)))
		add_if(line, *organization, organization);
	add_if(line, c->favourite, "favourite");
	for (int i = 0; i < c->n_numbers; i++)
		add(line, "%s%s%s%s", i ? ", " : ": ", c->numbers[i].label,
			*c->numbers[i].label ? " " : "", c->numbers[i].shown);
}

/* --- accounts, devices, history --------------------------------------------*/

/* Of the server. */
static void add_trust(char line[SPOKEN_LINE], const struct account *a)
{
	char words[TRUST_TEXT];

	if (a->state != ACCOUNT_OK)
		return;
	trust_words(&a->trust, words);
	add_if(line, *words, words);
	trust_end_words(&a->trust, words);
	add_if(line, trust_ends_soon(&a->trust), words);
}

void spoken_account(const struct account *a, char line[SPOKEN_LINE])
{
	char words[300];

	line[0] = '\0';
	add(line, "%s %s: %s", a->name, a->aor, account_word(a));
	account_trouble(a, words, sizeof words);
	add_if(line, *words, words);
	add_trust(line, a);
	account_forwards(a, words, sizeof words);
	if (*words)
		add(line, ", calls are forwarded %s", words);
}

void spoken_audio(const char *what, const struct audio_end *e,
	char line[SPOKEN_LINE])
{
	line[0] = '\0';
	add(line, "%s %s: %s", what, e->name ? e->name : "none",
		e->state ? e->state : "unknown");
	add_if(line, e->reason, e->reason);
	if (e->volume_percent >= 0)
		add(line, ", volume %d percent", e->volume_percent);
}

void spoken_record(const struct record *r, char line[SPOKEN_LINE])
{
	char day[TIMES_TEXT], result[RECORD_RESULT];

	times_day(r->created, clock_wall_ms(), day);
	record_result(r, result);
	line[0] = '\0';
	add(line, "%s %s %s", day, r->outgoing ? "to" : "from",
		record_party(r));
	if (strcmp(record_party(r), r->address))
		add(line, ", %s", r->address);
	add(line, ": %s", result);
	add_if(line, r->account, r->account);
}

/* --- all in one -------------------------------------------------------------*/

static void add_calls(const struct ui *ui, char line[SPOKEN_LINE])
{
	int n = model_live(ui->model);
	char one[SPOKEN_LINE];

	add(line, n ? "%d call%s" : "no calls", n, n == 1 ? "" : "s");
	for (int i = 0; i < ui->model->n_sessions; i++) {
		if (!session_lives(ui->model->sessions[i]))
			continue;
		spoken_session(ui, ui->model->sessions[i], one);
		add(line, "; %s", one);
	}
}

static bool works(const struct account *a)
{
	return a->state == ACCOUNT_OK || a->state == ACCOUNT_DIRECT;
}

static void add_accounts(const struct ui *ui, char line[SPOKEN_LINE])
{
	int good = 0, n = ui->model->n_accounts;
	char words[200];

	for (int i = 0; i < n; i++)
		good += works(ui->model->accounts[i]);
	if (!n)
		add(line, "; no accounts");
	else
		add(line, "; %d of %d account%s ok", good, n,
			n == 1 ? "" : "s");
	for (int i = 0; i < n; i++) {
		const struct account *a = ui->model->accounts[i];

		if (a->state != ACCOUNT_OFF && trust_is_off(&a->trust))
			add(line, ", %s does not verify its server (tls_verify"
				" off)", a->name);
		if (works(a))
			continue;
		account_trouble(a, words, sizeof words);
		add(line, ", %s %s", a->name, account_word(a));
		add_if(line, *words, words);
	}
}

void spoken_status(const struct ui *ui, char line[SPOKEN_LINE])
{
	char second[TIMES_TEXT];

	line[0] = '\0';
	if (!ui->connected) {
		times_second(ui->lost_at, second);
		add(line, ui->model->loaded ? "not connected to the engine "
			"since %s; as it was then: " : "not connected to an "
			"engine", second);
		if (!ui->model->loaded)
			return;
	}
	add_calls(ui, line);
	add_accounts(ui, line);
	add(line, "; do not disturb %s", ui->model->dnd ? "on" : "off");
}
