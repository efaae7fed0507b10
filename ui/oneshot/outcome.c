#include "oneshot/outcome.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "oneshot/show.h"

bool outcome_prepare(struct context *c)
{
	json_t *result = wire_ask(c->wire, "events.subscribe", json_pack(
		"{s:[s, s, s, s]}", "topics", "session.changed",
		"session.ended", "account.changed", "engine.warning"));

	json_decref(result);
	return result != NULL;
}

/* The next state of the same object; NULL: the engine has gone. */
static json_t *next_state(struct context *c, const char *member, long long id)
{
	json_t *event, *object = NULL;

	while (!object && (event = wire_event(c->wire, -1))) {
		const char *warning = json_text(event, "text");
		json_t *candidate = json_object_get(event, member);

		if (json_number(candidate, "id", 0) == id)
			object = json_incref(candidate);
		else if (warning && !strcmp(json_text(event, "topic"),
				"engine.warning"))
			snprintf(c->warning, sizeof c->warning, "%s", warning);
		json_decref(event);
	}
	return object;
}

json_t *outcome_wait(struct context *c, const char *member, json_t *object,
	outcome_fn *judge, enum outcome *outcome)
{
	long long id = json_number(object, "id", 0);

	while ((*outcome = judge(object)) == OUTCOME_OPEN) {
		json_t *next = next_state(c, member, id);

		if (!next)
			break;
		json_decref(object);
		object = next;
	}
	return object;
}

static int tell_failure(struct context *c, const json_t *session)
{
	const json_t *end = json_object_get(session, "end");
	long long status = json_number(end, "status", 0);
	const char *reason = json_text(end, "reason");
	const char *by = json_text(end, "by");
	const char *cause = json_text(end, "cause");

	if (!json_is_object(end))
		return command_failed(c, "%s", *c->warning ? c->warning :
			"it did not come about");
	if (status)
		return command_failed(c, "the call ended: %lld %s%s%s", status,
			reason ? reason : "", cause ? ": " : "",
			cause ? cause : "");
	return command_failed(c, "the call was ended by the %s side%s%s",
		by ? by : "other", reason ? ": " : "", reason ? reason : "");
}

int outcome_tell(struct context *c, json_t *session, enum outcome outcome)
{
	char line[SHOW_LINE];
	int status = EXIT_DONE;

	if (outcome == OUTCOME_OPEN)
		status = command_refused(c);	/* the engine has gone */
	else if (outcome == OUTCOME_FAILED)
		status = tell_failure(c, session);
	if (c->json)
		command_json(json_incref(session));
	else if (!status) {
		show_session(session, line);
		puts(line);
	}
	json_decref(session);
	return status;
}
