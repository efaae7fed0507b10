/* conference.* */
#include "base/json.h"
#include "control/describe.h"
#include "control/method.h"
#include "control/snapshot.h"

/* All that there are now: what was asked has become of them. */
static bool give_all(struct request *r)
{
	r->result = json_pack("{s:o}", "conferences",
		snapshot_conferences(r->engine));
	return true;
}

static bool join(struct request *r)
{
	struct session *of[PARAM_LIST_MAX];
	int n = request_sessions(r, "sessions", of);

	return n && conference_join(r->engine, of, n, &r->fault) && give_all(r);
}

static bool split(struct request *r)
{
	struct session *s = NULL;

	if (!json_is_integer(json_object_get(r->params, "session")))
		return conference_dissolve(r->engine, &r->fault) && give_all(r);
	s = request_session(r);
	return s && conference_split(s, &r->fault) && give_all(r);
}

static bool leave(struct request *r)
{
	bool transfer = json_is_true(json_object_get(r->params, "transfer"));

	return (transfer ? conference_transfer(r->engine, &r->fault) :
		conference_leave(r->engine, &r->fault)) && give_all(r);
}

static bool update(struct request *r)
{
	struct session *s = request_session(r);
	const json_t *gain = json_object_get(r->params, "gain_db");
	const json_t *muted = json_object_get(r->params, "muted");
	int gain_db = (int)json_integer_value(gain);
	bool is_muted = json_is_true(muted);

	if (!s || !conference_update(s, json_is_integer(gain) ? &gain_db : NULL,
			json_is_boolean(muted) ? &is_muted : NULL, &r->fault))
		return false;
	r->result = json_pack("{s:o}", "session", describe_session(s));
	return true;
}

const struct method conference_methods[] = {
	LOOK("conference.list", give_all),
	METHOD("conference.join", join, MUST(SESSIONS, "sessions")),
	METHOD("conference.split", split, MAY(SESSION, "session")),
	METHOD("conference.leave", leave, MAY(BOOLEAN, "transfer")),
	METHOD("conference.update", update, MUST(SESSION, "session"),
		MAY(NUMBER, "gain_db", .min = -20, .max = 20),
		MAY(BOOLEAN, "muted")),
	{ 0 }
};
