#include "control/hooks.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "control/hook.h"

#define INCOMING_AT_ONCE 8
#define DECLINE_STATUS 486

struct hooks {
	struct engine *engine;		/* NULL: not yet */
	struct hook *incoming, *event;	/* owned */
	void (*on_trouble)(void *arg, const char *text);
	void *arg;
};

/* --- what the hook of an incoming call says ---------------------------------*/

static bool answer(struct session *s, const json_t *said, struct fault *fault)
{
	(void)said;
	return session_answer_unattended(s, fault);
}

static bool decline(struct session *s, const json_t *said, struct fault *fault)
{
	return session_decline(s,
		(int)json_number(said, "status", DECLINE_STATUS),
		json_text(said, "reason"), fault);
}

static bool redirect(struct session *s, const json_t *said, struct fault *fault)
{
	return session_redirect(s, json_text(said, "to"), fault);
}

static const struct action {
	const char *name;
	bool (*run)(struct session *, const json_t *, struct fault *);
} actions[] = {
	{ "answer", answer },
	{ "decline", decline },
	{ "redirect", redirect },
};

static const struct action *action_find(const char *name)
{
	for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
		if (!strcmp(actions[i].name, name))
			return &actions[i];
	return NULL;
}

static bool is_blank(const char *text, size_t n)
{
	return strspn(text, " \t\r\n") >= n;
}

static char *explain(const char *what, const char *text)
{
	char *clean = text_clean(text, 80);
	char *words = mem_format("the hook \"incoming\" printed %s: %s", what,
		clean);

	free(clean);
	return words;
}

/* Before anything is done: what is half right is wrong. */
static char *check(const json_t *said, const char *output)
{
	const json_t *action = json_object_get(said, "action");
	const json_t *data = json_object_get(said, "data");

	if (!json_is_object(said))
		return explain("no JSON object", output);
	if (!action && !data)
		return explain("an object with neither action nor data",
			output);
	if (action && (!json_is_string(action) ||
	    !action_find(json_string_value(action))))
		return explain("an action that is none of answer, decline, "
			"redirect", output);
	if (action && !strcmp(json_string_value(action), "redirect") &&
	    !json_text(said, "to"))
		return explain("a redirect that needs a \"to\"", output);
	if (data && !json_is_object(data))
		return explain("data that is no object of texts", output);
	return NULL;
}

/* The caller may have gone, or a person been quicker: that is nobody's fault. */
static char *carry_out(struct session *s, const json_t *said)
{
	const json_t *data = json_object_get(said, "data");
	const char *name = json_text(said, "action");
	const struct action *action = name ? action_find(name) : NULL;
	struct fault fault = { 0 };

	if (data && !session_set(s, data, &fault) && fault.code != ERROR_STATE)
		return mem_format("the hook \"incoming\": %s", fault.text);
	if (!action || action->run(s, said, &fault) ||
	    fault.code == ERROR_STATE)
		return NULL;
	return mem_format("the hook \"incoming\": %s", fault.text);
}

static char *on_incoming(void *arg, const json_t *event, const char *output,
	size_t n)
{
	struct hooks *h = arg;
	int id = (int)json_number(json_object_get(event, "session"), "id", 0);
	struct session *s = engine_session(h->engine, id);
	json_t *said;
	char *wrong;

	if (is_blank(output, n))
		return NULL;			/* it rings on */
	said = json_loadb(output, n, JSON_REJECT_DUPLICATES, NULL);
	wrong = check(said, output);
	if (!wrong && s)
		wrong = carry_out(s, said);
	json_decref(said);
	return wrong;
}

/* --- events ------------------------------------------------------------------*/

/* What it prints is nobody's business. */
static char *on_event(void *arg, const json_t *event, const char *output,
	size_t n)
{
	(void)arg;
	(void)event;
	(void)output;
	(void)n;
	return NULL;
}

static bool is_incoming(enum topic topic, const json_t *event)
{
	const char *direction = json_text(json_object_get(event, "session"),
		"direction");

	return topic == EVENT_SESSION_CREATED && direction &&
		!strcmp(direction, "incoming");
}

static bool wants(const struct hooks_config *c, enum topic topic)
{
	for (int i = 0; i < c->topics.n; i++)
		if (topic_match(c->topics.items[i]) & TOPIC_BIT(topic))
			return true;
	return !c->topics.n;
}

/* A hook that is told of its own trouble would never end. */
static bool is_about_hooks(enum topic topic, const json_t *event)
{
	const char *code = json_text(event, "code");

	return topic == EVENT_ENGINE_WARNING && code && !strcmp(code, "hook");
}

void hooks_event(struct hooks *h, enum topic topic, json_t *event)
{
	const struct hooks_config *c = h->engine ? engine_hooks(h->engine) :
		NULL;

	if (!c)
		return;
	if (*c->incoming && is_incoming(topic, event))
		hook_add(h->incoming, c->incoming, c->timeout, event);
	if (*c->event && wants(c, topic) && !is_about_hooks(topic, event))
		hook_add(h->event, c->event, c->timeout, event);
}

/* ---------------------------------------------------------------------------*/

static void on_hook_trouble(void *arg, const char *text)
{
	struct hooks *h = arg;

	h->on_trouble(h->arg, text);
}

struct hooks *hooks_new(struct loop *loop, const char *socket,
	void (*on_trouble)(void *arg, const char *text), void *arg)
{
	struct hooks *h = mem_new_of(struct hooks);
	struct hook_params p = { .loop = loop, .socket = socket,
		.on_trouble = on_hook_trouble, .arg = h };

	*h = (struct hooks){ .on_trouble = on_trouble, .arg = arg };
	p.name = "event";
	p.at_once = 1;
	p.on_output = on_event;
	h->event = hook_new(&p);
	p.name = "incoming";
	p.at_once = INCOMING_AT_ONCE;
	p.on_output = on_incoming;
	h->incoming = hook_new(&p);
	return h;
}

void hooks_free(struct hooks *h)
{
	if (!h)
		return;
	hook_free(h->incoming);
	hook_free(h->event);
	free(h);
}

static void warn_of_topics(const struct texts *topics)
{
	for (int i = 0; i < topics->n; i++)
		if (!topic_match(topics->items[i]))
			log_warn("config", "hooks: topics: no event is called "
				"\"%s\"", topics->items[i]);
}

void hooks_engine(struct hooks *h, struct engine *engine)
{
	h->engine = engine;
	warn_of_topics(&engine_hooks(engine)->topics);
}
