#include "engine/conference.h"

#include <stdlib.h>

#include "base/mem.h"
#include "engine/private.h"

#define OPEN_BUS 0
#define LOUDEST 3

#define each_member(m, c, e) \
	list_each(struct session, m, &(e)->sessions, link) \
		if (m->conference != (c)) {} else

struct conference *conference_of_person(const struct engine *e)
{
	return e->focused ? e->focused->conference : NULL;
}

/* --- there, and gone ------------------------------------------------------ */

static struct conference *add(struct engine *e, int bus)
{
	struct conference *c = mem_new_of(struct conference);

	c->id = ++e->last_conference_id;
	c->bus = bus;
	list_append(&e->conferences, &c->link);
	return c;
}

struct conference *conference_open(struct engine *e)
{
	struct conference *c;

	list_each(struct conference, other, &e->conferences, link)
		if (other->open)
			return other;
	c = add(e, OPEN_BUS);
	c->open = true;
	return c;
}

/* -1: all are in use. */
static int free_bus(const struct engine *e)
{
	bool used[MEDIA_CONFERENCES] = { [OPEN_BUS] = true };

	list_each(struct conference, c, &e->conferences, link)
		used[c->bus] = true;
	for (int i = 0; i < MEDIA_CONFERENCES; i++)
		if (!used[i])
			return i;
	return -1;
}

static void drop(struct conference *c)
{
	list_remove(&c->link);
	free(c);
}

void conferences_configure(struct engine *e)
{
	media_loudest(e->media, e->config->mix == MIX_LOUDEST ? LOUDEST : 0);
}

void conferences_free(struct engine *e)
{
	list_each(struct conference, c, &e->conferences, link)
		drop(c);
}

/* --- who is in it --------------------------------------------------------- */

static int count(const struct engine *e, const struct conference *c)
{
	int n = 0;

	each_member(s, c, e)
		n++;
	return n;
}

static bool speaks(const struct session *s)
{
	return s->state == SESSION_ESTABLISHED && !s->wants_hold;
}

struct session *conference_heir(const struct session *s)
{
	if (!s->conference)
		return NULL;
	each_member(other, s->conference, s->engine)
		if (other != s && speaks(other))
			return other;
	return NULL;
}

void conference_apply(struct engine *e, struct conference *c)
{
	if (!c)
		return;
	each_member(s, c, e)
		session_apply(s);
}

static void forget(struct session *s)
{
	s->conference = NULL;
	s->member = (struct stream_member){ 0 };
	if (session_is_live(s))
		session_apply(s);
	session_changed(s);
}

/* One who is left with nobody but the person just talks to him; without him, it
 * waits on hold and not in silence. */
static void let_go(struct session *s)
{
	forget(s);
	if (s->engine->focused != s)
		session_want_hold(s, true);
}

static void end_if_over(struct engine *e, struct conference *c)
{
	if (c->open || count(e, c) > 1)
		return;
	each_member(s, c, e)
		let_go(s);
	drop(c);
}

void conference_left(struct session *s)
{
	struct conference *c = s->conference;
	struct session *heir = conference_heir(s);

	if (!c)
		return;
	forget(s);
	if (s->engine->focused == s)
		focus_pass(s, heir);
	conference_apply(s->engine, c);
	end_if_over(s->engine, c);
}

/* --- mute ----------------------------------------------------------------- */

void conference_mute_person(struct engine *e)
{
	const struct session *s = e->focused;
	bool muted = s && s->conference && (s->muted || s->beeping);

	if (muted == e->person_muted)
		return;
	e->person_muted = muted;
	media_mute_person(e->media, muted);
}

static void set_muted(struct session *s, bool muted)
{
	if (s->muted == muted)
		return;
	s->muted = muted;
	session_changed(s);
}

void conference_mute(struct session *s, bool muted)
{
	each_member(other, s->conference, s->engine)
		set_muted(other, muted);
	conference_mute_person(s->engine);
}

/* --- join ----------------------------------------------------------------- */

static bool may_join(struct session *s, struct fault *fault)
{
	if (!session_may(s, EVENT_JOIN, fault))
		return false;
	if (transfer_goes_on(s->transfer.state) || s->referral.state)
		return fault_set(fault, ERROR_STATE, "sessions",
			"call %d is being transferred", s->id);
	return true;
}

/* That which one of them is in; one call alone joins what the person has. */
static struct conference *find(struct engine *e, struct session *const *of,
	int n)
{
	for (int i = 0; i < n; i++)
		if (of[i]->conference)
			return of[i]->conference;
	return n == 1 ? conference_of_person(e) : NULL;
}

static bool is_among(const struct session *s, struct session *const *of, int n)
{
	for (int i = 0; i < n; i++)
		if (of[i] == s)
			return true;
	return false;
}

/* The one that is talked to comes with a single one that is named. */
static struct session *companion(struct engine *e, struct session *const *of,
	int n)
{
	return n == 1 && !is_among(e->focused, of, n) ? e->focused : NULL;
}

static bool can_be(struct engine *e, struct conference *c,
	struct session *const *of, int n, struct fault *fault)
{
	struct session *with = c ? NULL : companion(e, of, n);

	for (int i = 0; i < n; i++)
		if (!may_join(of[i], fault))
			return false;
	if (c)
		return true;
	if (n == 1 && !with)
		return fault_set(fault, ERROR_PARAMS, "sessions",
			"call %d alone is no conference: name another one",
			of[0]->id);
	if (with && !may_join(with, fault))
		return false;
	if (free_bus(e) < 0)
		return fault_set(fault, ERROR_LIMIT, "sessions",
			"there are %d conferences already, end one first",
			MEDIA_CONFERENCES - 1);
	return true;
}

void conference_enter(struct session *s, struct conference *c)
{
	s->conference = c;
	s->member = (struct stream_member){ .muted =
		s->engine->config->mix == MIX_MANUAL };
	s->join = STREAM_ROOM;
}

void conference_inherit(struct session *s, const struct session *from)
{
	s->conference = from->conference;
	s->member = from->member;
}

static void enter(struct session *s, struct conference *c)
{
	if (s->conference != c)
		conference_enter(s, c);
	session_want_hold(s, false);
	session_changed(s);
}

/* The person, who may be muted, comes in by the call that he talks to. */
static void bring_person(struct conference *c, struct session *first)
{
	struct engine *e = first->engine;
	bool there = e->focused && e->focused->conference == c;
	struct session *s = there ? e->focused : first;

	conference_mute(s, s->muted);
	if (!there)
		focus_take(s);
	conference_apply(e, c);
}

bool conference_join(struct engine *e, struct session *const *of, int n,
	struct fault *fault)
{
	struct conference *c = find(e, of, n);
	struct session *with = c ? NULL : companion(e, of, n);

	if (!can_be(e, c, of, n, fault))
		return false;
	if (!c)
		c = add(e, free_bus(e));
	if (with)
		enter(with, c);
	for (int i = 0; i < n; i++)
		enter(of[i], c);
	list_each(struct conference, other, &e->conferences, link)
		end_if_over(e, other);
	bring_person(c, of[0]);
	return true;
}

/* --- split ---------------------------------------------------------------- */

bool conference_split(struct session *s, struct fault *fault)
{
	if (!s->conference)
		return fault_set(fault, ERROR_STATE, "session",
			"call %d is in no conference", s->id);
	if (s->state == SESSION_ESTABLISHED)
		session_want_hold(s, true);
	conference_left(s);
	return true;
}

/* The person's; else the only one that there is; NULL: fault says why. */
static struct conference *meant(struct engine *e, struct fault *fault)
{
	struct conference *c = conference_of_person(e), *found = NULL;
	int n = 0;

	list_each(struct conference, other, &e->conferences, link)
		if (count(e, other)) {
			found = other;
			n++;
		}
	if (c || n == 1)
		return c ? c : found;
	fault_set(fault, ERROR_STATE, "session", n ? "you are in none of the "
		"%d conferences: name a call of the one that is meant" :
		"there is no conference", n);
	return NULL;
}

/* The call that has the focus stays with the person; all others wait. */
bool conference_dissolve(struct engine *e, struct fault *fault)
{
	struct conference *c = meant(e, fault);

	if (!c)
		return false;
	each_member(s, c, e)
		if (s != e->focused)
			let_go(s);
	if (conference_of_person(e) == c)
		forget(e->focused);
	if (!c->open)
		drop(c);
	return true;
}

/* --- leave ---------------------------------------------------------------- */

static int count_speaking(struct engine *e, const struct conference *c)
{
	int n = 0;

	each_member(s, c, e)
		n += speaks(s);
	return n;
}

static bool must_be_in(struct engine *e, struct fault *fault)
{
	return conference_of_person(e) || fault_set(fault, ERROR_STATE,
		"transfer", "you are in no conference");
}

bool conference_leave(struct engine *e, struct fault *fault)
{
	if (!must_be_in(e, fault))
		return false;
	if (!conference_of_person(e)->open &&
	    count_speaking(e, conference_of_person(e)) < 2)
		return fault_set(fault, ERROR_STATE, "transfer",
			"nobody would be left with call %d: hold it, or hang up",
			e->focused->id);
	focus_leave(e);
	return true;
}

bool conference_transfer(struct engine *e, struct fault *fault)
{
	struct session *two[2];
	struct conference *c;
	int n = 0;

	if (!must_be_in(e, fault))
		return false;
	c = conference_of_person(e);
	each_member(s, c, e)
		if (n++ < 2)
			two[n - 1] = s;
	if (n != 2)
		return fault_set(fault, ERROR_STATE, "transfer", "only two can "
			"be put through to each other, and there are %d", n);
	if (!session_transfer_with(two[0], two[1], fault))
		return false;
	c->person_goes = true;
	return true;
}

/* The peers of the two could not be put through to each other. */
void conference_take_back(struct session *s)
{
	session_want_hold(s, false);
	if (s->conference->person_goes && !s->engine->focused)
		focus_take(s);
	s->conference->person_goes = false;
}

/* --- a member ------------------------------------------------------------- */

bool conference_update(struct session *s, const int *gain_db, const bool *muted,
	struct fault *fault)
{
	if (!s->conference)
		return fault_set(fault, ERROR_STATE, "session",
			"call %d is in no conference", s->id);
	if (gain_db && abs(*gain_db) > MEDIA_GAIN_MAX)
		return fault_set(fault, ERROR_PARAMS, "gain_db",
			"gain_db is -%d to %d", MEDIA_GAIN_MAX, MEDIA_GAIN_MAX);
	if (gain_db)
		s->member.gain_db = *gain_db;
	if (muted)
		s->member.muted = *muted;
	session_apply(s);
	session_changed(s);
	return true;
}

/* --- what is shown -------------------------------------------------------- */

const struct conference *engine_next_conference(const struct engine *e,
	const struct conference *before)
{
	const struct list *at = before ? &before->link : &e->conferences;

	while ((at = at->next) != &e->conferences) {
		const struct conference *c = list_item(const struct conference,
			at, link);

		if (count(e, c))
			return c;
	}
	return NULL;
}

void conference_view(const struct engine *e, const struct conference *c,
	struct conference_view *v)
{
	*v = (struct conference_view){ .id = c->id,
		.with_person = conference_of_person(e) == c };
}
