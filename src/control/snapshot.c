#include "control/snapshot.h"

#include "control/describe.h"

json_t *snapshot_accounts(struct engine *e)
{
	json_t *list = json_array();
	struct account *a = NULL;

	while ((a = engine_next_account(e, a)))
		json_array_append_new(list, describe_account(a));
	return list;
}

json_t *snapshot_conferences(struct engine *e)
{
	json_t *list = json_array();
	const struct conference *c = NULL;

	while ((c = engine_next_conference(e, c)))
		json_array_append_new(list, describe_conference(e, c));
	return list;
}

static bool has_ended(const struct session *s)
{
	struct session_view v = { 0 };

	session_view(s, &v);
	return v.ended_by != NULL;
}

json_t *snapshot_sessions(struct engine *e)
{
	json_t *list = json_array();
	struct session *s = NULL;
	size_t ended_room = SNAPSHOT_SESSIONS;

	while ((s = engine_next_session(e, s)))
		ended_room -= ended_room && !has_ended(s);
	while ((s = engine_next_session(e, s))) {
		bool ended = has_ended(s);

		if (json_array_size(list) == SNAPSHOT_SESSIONS)
			break;
		if (ended && !ended_room)
			continue;
		ended_room -= ended;
		json_array_append_new(list, describe_session(s));
	}
	return list;
}

json_t *snapshot_live(struct engine *e, int after, int limit, bool *more)
{
	json_t *list = json_array();
	struct session *s = NULL;

	*more = false;
	while ((s = engine_next_session(e, s))) {
		struct session_view v = { 0 };

		session_view(s, &v);
		if (v.ended_by || v.id <= after)
			continue;
		*more = json_array_size(list) == (size_t)limit;
		if (*more)
			break;
		json_array_append_new(list, describe_session(s));
	}
	return list;
}
