#include "meanwhile.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"

#define NAMED 2			/* calls; of more only how many */

struct was {
	int id, number;
	enum session_state state;
	char *party;			/* owned */
};

struct meanwhile {
	struct was *calls;		/* owned; those that lived */
	int n;
	int64_t engine;			/* when it was started */
};

struct meanwhile *meanwhile_new(const struct model *m)
{
	struct meanwhile *w = mem_new_of(struct meanwhile);

	w->engine = m->started;
	w->calls = mem_new((m->n_sessions + 1) * sizeof *w->calls);
	for (int i = 0; i < m->n_sessions; i++) {
		const struct session *s = m->sessions[i];

		if (session_lives(s))
			w->calls[w->n++] = (struct was){ s->id, s->number,
				s->state, mem_text(session_party(s)) };
	}
	return w;
}

void meanwhile_free(struct meanwhile *w)
{
	if (!w)
		return;
	for (int i = 0; i < w->n; i++)
		free(w->calls[i].party);
	free(w->calls);
	free(w);
}

/* --- words ----------------------------------------------------------------*/

struct words {
	char *text;
	int n;
};

static void say(struct words *w, const char *what)
{
	if (w->n < MEANWHILE_TEXT)
		w->n += snprintf(w->text + w->n, MEANWHILE_TEXT - w->n,
			"%s%s", w->n ? ", " : "", what);
}

static bool is_gone(const struct was *was, const struct model *m)
{
	const struct session *s = model_session(m, was->id);

	return !s || !session_lives(s);
}

static void say_gone(struct words *w, const struct meanwhile *before,
	const struct model *m)
{
	char what[160];
	int n = 0;

	for (int i = 0; i < before->n; i++) {
		const struct was *was = &before->calls[i];

		if (!is_gone(was, m) || n++ >= NAMED)
			continue;
		text_format(what, sizeof what, "call %d %.*s ended", was->number,
			(int)text_fit(was->party, 100), was->party);
		say(w, what);
	}
	if (n > NAMED) {
		snprintf(what, sizeof what, "%d more ended", n - NAMED);
		say(w, what);
	}
}

static const struct was *find(const struct meanwhile *before, int id)
{
	for (int i = 0; i < before->n; i++)
		if (before->calls[i].id == id)
			return &before->calls[i];
	return NULL;
}

static const char *became(const struct session *s)
{
	switch (s->state) {
	case SESSION_ACTIVE:
		return "is active";
	case SESSION_HELD:
		return "is on hold";
	case SESSION_HELD_BY_THEM:
		return "is held by them";
	default:
		return "goes on";
	}
}

static void say_changed(struct words *w, const struct meanwhile *before,
	const struct model *m)
{
	int n = 0;

	for (int i = 0; i < m->n_sessions; i++) {
		const struct session *s = m->sessions[i];
		const struct was *was = find(before, s->id);
		char what[160];

		if (!was || !session_lives(s) || was->state == s->state ||
				n++ >= NAMED)
			continue;
		text_format(what, sizeof what, "call %d %.*s %s", s->number,
			(int)text_fit(session_party(s), 100), session_party(s),
			became(s));
		say(w, what);
	}
}

static void say_new(struct words *w, const struct meanwhile *before,
	const struct model *m)
{
	char what[32];
	int n = 0;

	for (int i = 0; i < m->n_sessions; i++)
		n += session_lives(m->sessions[i]) &&
			!find(before, m->sessions[i]->id);
	snprintf(what, sizeof what, "%d new call%s", n, n == 1 ? "" : "s");
	if (n)
		say(w, what);
}

/* Nothing of the calls of the one before is left. */
static void say_restarted(struct words *w, const struct meanwhile *before)
{
	char what[64];

	say(w, "a new engine runs");
	if (before->n == 1)
		say(w, "the old call ended");
	snprintf(what, sizeof what, "the %d old calls ended", before->n);
	if (before->n > 1)
		say(w, what);
}

void meanwhile_words(const struct meanwhile *before, const struct model *m,
	char text[MEANWHILE_TEXT])
{
	struct words w = { text, 0 };

	text[0] = '\0';
	if (before->engine != m->started) {
		say_restarted(&w, before);
		return;
	}
	say_gone(&w, before, m);
	say_changed(&w, before, m);
	say_new(&w, before, m);
}
