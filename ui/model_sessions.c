/* The calls of the mirror: found, replaced, kept a while when they are over. */
#include "model_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"

void model_forget_sessions(struct model *m)
{
	for (int i = 0; i < m->n_sessions; i++)
		session_free(m->sessions[i]);
	free(m->sessions);
	m->sessions = NULL;
	m->n_sessions = 0;
}

/* --- finding --------------------------------------------------------------*/

struct session *model_session(const struct model *m, int id)
{
	for (int i = 0; i < m->n_sessions; i++)
		if (m->sessions[i]->id == id)
			return m->sessions[i];
	return NULL;
}

struct session *model_session_numbered(const struct model *m, int number)
{
	struct session *found = NULL;

	for (int i = 0; i < m->n_sessions; i++)
		if (m->sessions[i]->number == number &&
				(!found || session_lives(m->sessions[i])))
			found = m->sessions[i];
	return found;
}

struct session *model_focused(const struct model *m)
{
	for (int i = 0; i < m->n_sessions; i++)
		if (m->sessions[i]->focused && session_lives(m->sessions[i]))
			return m->sessions[i];
	return NULL;
}

int model_live(const struct model *m)
{
	int n = 0;

	for (int i = 0; i < m->n_sessions; i++)
		n += session_lives(m->sessions[i]);
	return n;
}

int model_count(const struct model *m, enum session_state state)
{
	int n = 0;

	for (int i = 0; i < m->n_sessions; i++)
		n += m->sessions[i]->state == state;
	return n;
}

/* --- changes --------------------------------------------------------------*/

static void insert_session(struct model *m, struct session *s)
{
	int at = 0;

	while (at < m->n_sessions && (m->sessions[at]->number < s->number ||
			(m->sessions[at]->number == s->number &&
			m->sessions[at]->id < s->id)))
		at++;
	m->sessions = model_insert(m->sessions, m->n_sessions++, at, s);
}

/* Out of the list, not freed; NULL: not there. */
static struct session *take_session(struct model *m, int id)
{
	for (int i = 0; i < m->n_sessions; i++) {
		struct session *s = m->sessions[i];

		if (s->id != id)
			continue;
		m->n_sessions--;
		memmove(m->sessions + i, m->sessions + i + 1,
			(m->n_sessions - i) * sizeof *m->sessions);
		return s;
	}
	return NULL;
}

void model_clear_session(struct model *m, int id)
{
	session_free(take_session(m, id));
}

static void mark_ended(struct session *s)
{
	if (!session_lives(s) && !s->left_at)
		s->left_at = clock_ms() + MODEL_ENDED_MS;
}

struct change model_apply_session(struct model *m, const json_t *o)
{
	int id = json_number(o, "id", 0);
	struct session *before = take_session(m, id);
	struct session *s = session_read(o, before);
	struct change change = { .kind = CHANGE_SESSION, .session = s,
		.session_is_new = !before,
		.session_was = before ? before->state : SESSION_ENDED,
		.session_before = before };

	session_free(m->before);
	m->before = before;
	if (!s)
		return (struct change){ .kind = CHANGE_NOTHING };
	if (!before && !session_lives(s)) {	/* ended before we came */
		session_free(s);
		return (struct change){ .kind = CHANGE_NOTHING };
	}
	mark_ended(s);
	insert_session(m, s);
	return change;
}

/* Those that the engine no longer has keep an ENDED row for its time. */
static void keep_ended_rows(struct model *m, struct session **old, int n)
{
	for (int i = 0; i < n; i++) {
		if (model_session(m, old[i]->id)) {
			session_free(old[i]);
			continue;
		}
		if (session_lives(old[i]))
			session_gone(old[i]);
		mark_ended(old[i]);
		insert_session(m, old[i]);
	}
	free(old);
}

void model_load_sessions(struct model *m, const json_t *sessions)
{
	struct session **old = m->sessions;
	int n_old = m->n_sessions;
	size_t i;
	json_t *o;

	m->sessions = NULL;
	m->n_sessions = 0;
	json_array_foreach(sessions, i, o) {
		const struct session *before = NULL;
		struct session *s;

		for (int k = 0; k < n_old && !before; k++)
			if (old[k]->id == json_number(o, "id", 0))
				before = old[k];
		s = session_read(o, before);
		if (!s || model_session(m, s->id) ||
				(!before && !session_lives(s))) {
			session_free(s);
			continue;
		}
		s->pending = PENDING_NOTHING;
		mark_ended(s);
		insert_session(m, s);
	}
	keep_ended_rows(m, old, n_old);
}

struct change model_apply_figures(struct model *m, const char *topic,
	const json_t *params)
{
	struct session *s = model_session(m, json_number(params, "id", 0));
	bool levels = !strcmp(topic, "session.levels");

	if (!s)
		return (struct change){ .kind = CHANGE_NOTHING };
	if (levels)
		session_read_levels(s, params);
	else
		session_read_statistics(s,
			json_object_get(params, "statistics"));
	return (struct change){ .kind = CHANGE_FIGURES, .session = s,
		.each_second = !levels };
}

void model_expire(struct model *m)
{
	int64_t now = clock_ms();

	for (int i = m->n_sessions - 1; i >= 0; i--)
		if (m->sessions[i]->left_at && now >= m->sessions[i]->left_at)
			model_clear_session(m, m->sessions[i]->id);
}

int64_t model_next_expiry(const struct model *m)
{
	int64_t next = -1;

	for (int i = 0; i < m->n_sessions; i++) {
		int64_t at = m->sessions[i]->left_at;

		if (at && (next < 0 || at < next))
			next = at;
	}
	return next;
}
