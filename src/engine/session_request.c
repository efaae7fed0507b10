/* session_request.c - what people ask of the other side by hand, and what it
 * sends us: INFO, MESSAGE, OPTIONS, REFER inside a call.  Engine thread. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "engine/private.h"
#include "sip/dialog_request.h"

#define BODY_MAX 8192		/* bytes, of what we send */
#define TYPE_CHARACTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ" \
	"0123456789-.!%*_+`'~"		/* RFC 3261 25.1 */

struct session_request {
	struct list link;		/* of the engine */
	session_final_fn *fn;		/* NULL: the asker is gone */
	void *arg;
};

static void on_answer(void *arg, int status, const char *reason)
{
	struct session_request *r = arg;

	if (r->fn)
		r->fn(r->arg, status ? status : 487, status ? reason :
			"the call has ended");
	list_remove(&r->link);
	free(r);
}

void session_request_forget(struct engine *e, void *arg)
{
	list_each(struct session_request, r, &e->requests, link)
		if (r->arg == arg)
			r->fn = NULL;
}

static bool ask_peer(struct session *s, const struct dialog_request *what,
	session_final_fn *fn, void *arg, struct fault *fault)
{
	struct session_request *r = mem_new_of(struct session_request);

	r->fn = fn;
	r->arg = arg;
	list_append(&s->engine->requests, &r->link);
	if (dialog_request(s->dialog, what, on_answer, r))
		return true;
	list_remove(&r->link);
	free(r);
	return fault_set(fault, ERROR_LIMIT, "session",
		"%d requests of call %d wait for their answers; try again "
		"later", DIALOG_REQUESTS_MAX, s->id);
}

/* "text/plain;charset=utf-8" */
static bool type_ok(const char *type, struct fault *fault)
{
	size_t major = strspn(type, TYPE_CHARACTERS);
	size_t minor = type[major] == '/' ?
		strspn(type + major + 1, TYPE_CHARACTERS) : 0;
	const char *rest = type + major + 1 + minor;

	if (major && minor && strlen(type) <= 128 &&
	    (!*rest || *rest == ';' || *rest == ' '))
		return true;
	return fault_set(fault, ERROR_PARAMS, "content_type",
		"a content_type is like text/plain, not \"%.60s\"", type);
}

static bool body_ok(const char *body, const char *field, struct fault *fault)
{
	return strlen(body) <= BODY_MAX || fault_set(fault, ERROR_LIMIT, field,
		"%s is longer than %d bytes", field, BODY_MAX);
}

bool session_info(struct session *s, const char *content_type, const char *body,
	session_final_fn *fn, void *arg, struct fault *fault)
{
	struct dialog_request r = { .method = DIALOG_INFO,
		.content_type = content_type, .body = body };

	return session_may(s, EVENT_REQUEST, fault) &&
		type_ok(content_type, fault) && body_ok(body, "body", fault) &&
		ask_peer(s, &r, fn, arg, fault);
}

bool session_message(struct session *s, const char *text,
	const char *content_type, session_final_fn *fn, void *arg,
	struct fault *fault)
{
	struct dialog_request r = { .method = DIALOG_MESSAGE,
		.content_type = content_type ? content_type :
		"text/plain;charset=utf-8", .body = text };

	return session_may(s, EVENT_REQUEST, fault) &&
		type_ok(r.content_type, fault) &&
		body_ok(text, "text", fault) && ask_peer(s, &r, fn, arg, fault);
}

bool session_options(struct session *s, session_final_fn *fn, void *arg,
	struct fault *fault)
{
	struct dialog_request r = { .method = DIALOG_OPTIONS };

	return session_may(s, EVENT_REQUEST, fault) &&
		ask_peer(s, &r, fn, arg, fault);
}

bool session_refer(struct session *s, const char *to, session_final_fn *fn,
	void *arg, struct fault *fault)
{
	char uri[URI_TEXT];
	struct dialog_request r = { .method = DIALOG_REFER, .to = uri,
		.by = session_referrer(s) };

	if (!session_may(s, EVENT_REQUEST, fault) ||
	    !target_of_session(s, "refer", to, uri, fault))
		return false;
	if (transfer_goes_on(s->transfer.state))
		return fault_set(fault, ERROR_STATE, "session",
			"call %d is on its way to %s already", s->id,
			s->transfer.target);
	return ask_peer(s, &r, fn, arg, fault);
}

/* --- what comes --------------------------------------------------------------*/

static void tell(struct session *s, enum engine_topic topic,
	const char *content_type, const char *body)
{
	struct engine_event event = { .topic = topic, .session = s,
		.content_type = content_type, .body = body };

	engine_tell(s->engine, &event);
}

void session_info_came(void *session, const char *content_type,
	const char *body)
{
	tell(session, TOPIC_SESSION_INFO, content_type, body);
}

void session_message_came(void *session, const char *content_type,
	const char *text)
{
	tell(session, TOPIC_SESSION_MESSAGE, content_type, text);
}
