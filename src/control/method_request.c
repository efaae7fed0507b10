/* session.info, .message, .options, .refer: one request inside a call, answered
 * with its final status. */
#include "base/json.h"
#include "control/ask.h"
#include "control/client.h"
#include "control/method.h"

#define ASKS_LEFT 2		/* for what is not at the mercy of a peer */

static void on_answer(void *arg, int status, const char *reason)
{
	ask_answer(arg, json_pack("{s:i, s:o}", "status", status, "reason",
		json_clean(reason)));
}

static int asks(struct client *client)
{
	int n = 0;

	for (struct list *l = client_asks(client)->next;
	     l != client_asks(client); l = l->next)
		n++;
	return n;
}

/* NULL: refused. */
static struct session *session_to_ask(struct request *r)
{
	struct session *s = request_session(r);

	if (s && asks(r->client) >= CLIENT_ASKS - ASKS_LEFT) {
		refuse(r, ERROR_LIMIT, "session", "%d requests of yours wait "
			"for their answers; try again later",
			CLIENT_ASKS - ASKS_LEFT);
		return NULL;
	}
	return s;
}

typedef bool send_fn(struct session *, struct request *, struct ask *);

static bool begin(struct request *r, send_fn *fn)
{
	struct session *s = session_to_ask(r);
	struct ask *ask;

	if (!s)
		return false;
	ask = ask_new(r->client, r->id, session_request_forget);
	r->later = true;
	if (!fn(s, r, ask))
		ask_refuse(ask, &r->fault);
	return true;
}

static bool send_info(struct session *s, struct request *r, struct ask *ask)
{
	return session_info(s, json_text(r->params, "content_type"),
		json_text(r->params, "body"), on_answer, ask, &r->fault);
}

static bool send_message(struct session *s, struct request *r, struct ask *ask)
{
	return session_message(s, json_text(r->params, "text"),
		json_text(r->params, "content_type"), on_answer, ask,
		&r->fault);
}

static bool send_options(struct session *s, struct request *r, struct ask *ask)
{
	return session_options(s, on_answer, ask, &r->fault);
}

static bool send_refer(struct session *s, struct request *r, struct ask *ask)
{
	return session_refer(s, json_text(r->params, "to"), on_answer, ask,
		&r->fault);
}

static bool info(struct request *r)
{
	return begin(r, send_info);
}

static bool message(struct request *r)
{
	return begin(r, send_message);
}

static bool options(struct request *r)
{
	return begin(r, send_options);
}

static bool refer(struct request *r)
{
	return begin(r, send_refer);
}

#define SESSION MUST(SESSION, "session")

const struct method session_request_methods[] = {
	METHOD("session.info", info, SESSION,
		MUST(TEXT, "content_type"), MUST(LINES, "body")),
	METHOD("session.message", message, SESSION,
		MUST(LINES, "text"), MAY(TEXT, "content_type")),
	METHOD("session.options", options, SESSION),
	METHOD("session.refer", refer, SESSION, MUST(TEXT, "to")),
	{ 0 }
};
