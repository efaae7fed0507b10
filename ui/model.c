#include "model.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "model_private.h"
#include "times.h"

struct model *model_new(void)
{
	struct model *m = mem_new_of(struct model);

	m->capture.volume_percent = m->playback.volume_percent = -1;
	m->ring.volume_percent = -1;
	return m;
}

static void free_accounts(struct model *m)
{
	for (int i = 0; i < m->n_accounts; i++)
		account_free(m->accounts[i]);
	free(m->accounts);
	m->accounts = NULL;
	m->n_accounts = 0;
}

static void free_history(struct model *m)
{
	for (int i = 0; i < m->n_history; i++)
		record_free(m->history[i]);
	free(m->history);
	m->history = NULL;
	m->n_history = 0;
}

void model_free(struct model *m)
{
	if (!m)
		return;
	free_accounts(m);
	model_forget_sessions(m);
	free_history(m);
	session_free(m->before);
	audio_end_clear(&m->capture);
	audio_end_clear(&m->playback);
	audio_end_clear(&m->ring);
	processing_clear(&m->processing);
	sound_test_clear(&m->sound_test);
	engine_facts_clear(&m->engine);
	free(m);
}

void *model_insert(void *array, int n, int at, void *item)
{
	void **items = mem_grow(array, (n + 1) * sizeof *items);

	memmove(items + at + 1, items + at, (n - at) * sizeof *items);
	items[at] = item;
	return items;
}

/* --- accounts -------------------------------------------------------------*/

const struct account *model_account(const struct model *m, const char *name)
{
	for (int i = 0; name && i < m->n_accounts; i++)
		if (!strcmp(m->accounts[i]->name, name))
			return m->accounts[i];
	return NULL;
}

const struct account *model_account_of(const struct model *m, int id)
{
	for (int i = 0; i < m->n_accounts; i++)
		if (m->accounts[i]->id == id)
			return m->accounts[i];
	return NULL;
}

static void put_account(struct model *m, struct account *a)
{
	int at = 0;

	while (at < m->n_accounts && m->accounts[at]->id < a->id)
		at++;
	if (at < m->n_accounts && m->accounts[at]->id == a->id) {
		account_free(m->accounts[at]);
		m->accounts[at] = a;
		return;
	}
	m->accounts = model_insert(m->accounts, m->n_accounts++, at, a);
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static bool forwards_differ(const struct account *a, const struct account *b)
{
	for (int i = 0; i < FORWARDS; i++)
		if (!same_text(a->forward[i], b->forward[i]))
			return true;
	return false;
}

static struct change apply_account(struct model *m, const json_t *o)
{
	struct account *a = account_read(o);
	struct change change = { .kind = CHANGE_ACCOUNT, .account = a,
		.account_was = ACCOUNT_UNKNOWN };

	if (!a)
		return (struct change){ .kind = CHANGE_NOTHING };
	for (int i = 0; i < m->n_accounts; i++)
		if (m->accounts[i]->id == a->id) {
			change.account_was = m->accounts[i]->state;
			change.forward_changed =
				forwards_differ(m->accounts[i], a);
		}
	put_account(m, a);
	return change;
}

static struct change remove_account(struct model *m, const json_t *params)
{
	int id = json_number(json_object_get(params, "account"), "id",
		json_number(params, "id", 0));

	for (int i = 0; i < m->n_accounts; i++) {
		if (m->accounts[i]->id != id)
			continue;
		account_free(m->accounts[i]);
		m->n_accounts--;
		memmove(m->accounts + i, m->accounts + i + 1,
			(m->n_accounts - i) * sizeof *m->accounts);
		return (struct change){ .kind = CHANGE_ENGINE };
	}
	return (struct change){ .kind = CHANGE_NOTHING };
}

/* --- engine, audio --------------------------------------------------------*/

static void read_audio(struct model *m, const json_t *o)
{
	const char *echo;

	audio_end_read(&m->capture, json_object_get(o, "capture"));
	audio_end_read(&m->playback, json_object_get(o, "playback"));
	audio_end_read(&m->ring, json_object_get(o, "ring"));
	processing_read(&m->processing, json_object_get(o, "processing"));
	echo = m->processing.echo_cancel;
	m->echo_off = echo && !strcmp(echo, "off");
}

static void read_engine(struct model *m, const json_t *o)
{
	engine_facts_read(&m->engine, o);
	m->started = times_parse(m->engine.started);
	m->dnd = json_is_true(json_object_get(o, "dnd"));
}

void model_load(struct model *m, const json_t *status)
{
	size_t i;
	json_t *o;

	int64_t started = m->started;

	read_engine(m, json_object_get(status, "engine"));
	if (m->loaded && started != m->started)
		model_forget_sessions(m);
	m->loaded = true;
	read_audio(m, json_object_get(status, "audio"));
	free_accounts(m);
	json_array_foreach(json_object_get(status, "accounts"), i, o) {
		struct account *a = account_read(o);

		if (a)
			put_account(m, a);
	}
	model_load_sessions(m, json_object_get(status, "sessions"));
}

/* --- history --------------------------------------------------------------*/

static struct change add_record(struct model *m, const json_t *o)
{
	struct record *r = record_read(o);

	if (!r)
		return (struct change){ .kind = CHANGE_NOTHING };
	m->history = model_insert(m->history, m->n_history++, 0, r);
	m->history_total++;
	if (m->n_history > MODEL_HISTORY)
		record_free(m->history[--m->n_history]);
	return (struct change){ .kind = CHANGE_HISTORY };
}

void model_load_history(struct model *m, const json_t *page)
{
	size_t i;
	json_t *o;

	free_history(m);
	json_array_foreach(json_object_get(page, "calls"), i, o) {
		struct record *r = m->n_history < MODEL_HISTORY ?
			record_read(o) : NULL;

		if (!r)
			continue;
		m->history = model_insert(m->history, m->n_history, m->n_history, r);
		m->n_history++;
	}
	m->history_total = json_number(page, "total", m->n_history);
}

/* --- events ---------------------------------------------------------------*/

static struct change apply_engine(struct model *m, const json_t *params)
{
	if (json_object_get(params, "engine"))
		read_engine(m, json_object_get(params, "engine"));
	return (struct change){ .kind = CHANGE_ENGINE };
}

static struct change apply_audio(struct model *m, const json_t *params)
{
	read_audio(m, json_object_get(params, "audio"));
	return (struct change){ .kind = CHANGE_AUDIO };
}

static struct change apply_sound_test(struct model *m, const json_t *params)
{
	sound_test_read(&m->sound_test, json_object_get(params, "test"));
	return (struct change){ .kind = CHANGE_AUDIO };
}

static struct change apply_warning(const json_t *params)
{
	return (struct change){ .kind = CHANGE_WARNING,
		.text = json_text(params, "text"),
		.advice = json_text(params, "advice") };
}

/* Only texts come: others are answered with 415 by the engine. */
static struct change apply_message(struct model *m, const char *topic,
	const json_t *params)
{
	bool is_info = !strcmp(topic, "session.info");
	const json_t *o = json_object_get(params, "session");
	const struct session *s = model_session(m, json_number(o, "id", 0));

	if (!s)
		return (struct change){ .kind = CHANGE_NOTHING };
	return (struct change){ .kind = CHANGE_MESSAGE, .session = s,
		.is_info = is_info,
		.text = json_text(params, is_info ? "body" : "text") };
}

static bool is_any(const char *topic, const char *const *names)
{
	for (; *names; names++)
		if (!strcmp(*names, topic))
			return true;
	return false;
}

struct change model_apply(struct model *m, const char *topic,
	const json_t *params)
{
	static const char *const whole_session[] = { "session.created",
		"session.changed", "session.ended", "session.dtmf",
		"session.referred", "session.redirected", NULL };
	static const char *const figures[] = { "session.levels",
		"session.statistics", NULL };

	if (is_any(topic, whole_session))
		return model_apply_session(m, json_object_get(params, "session"));
	if (!strcmp(topic, "session.info") || !strcmp(topic, "session.message"))
		return apply_message(m, topic, params);
	if (is_any(topic, figures))
		return model_apply_figures(m, topic, params);
	if (!strcmp(topic, "account.changed") ||
	    !strcmp(topic, "account.transport"))
		return apply_account(m, json_object_get(params, "account"));
	if (!strcmp(topic, "account.removed"))
		return remove_account(m, params);
	if (!strcmp(topic, "audio.changed"))
		return apply_audio(m, params);
	if (!strcmp(topic, "audio.test"))
		return apply_sound_test(m, params);
	if (!strcmp(topic, "engine.changed"))
		return apply_engine(m, params);
	if (!strcmp(topic, "engine.warning"))
		return apply_warning(params);
	if (!strcmp(topic, "history.added"))
		return add_record(m, json_object_get(params, "call"));
	return (struct change){ .kind = CHANGE_NOTHING };
}
