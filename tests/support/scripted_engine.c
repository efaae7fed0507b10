#include "scripted_engine.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/list.h"
#include "base/mem.h"

struct account {
	struct list link;
	int id;
	char *name, *aor;
	const char *state;
};

struct session {
	struct list link;
	struct engine *engine;
	struct account *account;
	int id;
	bool outgoing, held, muted, focused, silenced;
	char *remote;
	const char *state, *progress, *ended_by;
	int status;
	const char *reason;
	int64_t created, established, ended;
	bool joined, member_muted;
	int gain_db;
	char latency[16];
};

struct conference {
	bool with_person;
};

struct ask {
	struct list link;
	engine_page_fn *page;
	engine_devices_fn *devices;
	session_final_fn *request;
	void *arg;
};

struct engine {
	struct engine_params params;
	struct list accounts, sessions, asks;
	int accounts_made, sessions_made;
	struct loop_timer *later;	/* answers, rings, stops */
	bool stopping, dnd;
	char *account_text;
	int volume[3];
	bool echo_off;
	struct conference conference;	/* there is one; its id is 1 */
	char latency[16];
};

static bool fail(struct fault *f, int code, const char *field,
	const char *format, ...)
{
	va_list args;

	memset(f, 0, sizeof *f);
	f->code = code;
	snprintf(f->field, sizeof f->field, "%s", field);
	va_start(args, format);
	vsnprintf(f->text, sizeof f->text, format, args);
	va_end(args);
	return false;
}

static void tell(struct engine *e, const struct engine_event *event)
{
	e->params.on_event(e->params.arg, event);
}

static void tell_session(struct session *s, enum engine_topic topic)
{
	struct engine_event event = { .topic = topic, .session = s };

	tell(s->engine, &event);
}

static void tell_account(struct engine *e, struct account *a,
	enum engine_topic topic)
{
	struct engine_event event = { .topic = topic, .account = a };

	tell(e, &event);
}

/* --- sessions --------------------------------------------------------------*/

static struct session *session_new(struct engine *e, const char *remote,
	bool outgoing)
{
	struct session *s = mem_new_of(struct session);

	s->engine = e;
	s->id = ++e->sessions_made;
	s->outgoing = outgoing;
	s->remote = mem_text(remote);
	s->state = "establishing";
	s->progress = outgoing ? "calling" : "incoming";
	s->created = clock_wall_ms();
	list_append(&e->sessions, &s->link);
	tell_session(s, TOPIC_SESSION_CREATED);
	return s;
}

static void session_end(struct session *s, const char *by, int status,
	const char *reason)
{
	s->state = "terminated";
	s->progress = NULL;
	s->focused = false;
	s->ended_by = by;
	s->status = status;
	s->reason = reason;
	s->ended = clock_wall_ms();
	tell_session(s, TOPIC_SESSION_ENDED);
}

static void session_establish(struct session *s)
{
	s->state = "established";
	s->progress = NULL;
	s->established = clock_wall_ms();
	tell_session(s, TOPIC_SESSION_CHANGED);
}

/* One step of every call that is being made. */
static bool step(struct session *s)
{
	if (s->ended_by || !s->outgoing || !s->progress)
		return false;
	if (!strcmp(s->progress, "calling")) {
		if (!strncmp(s->remote, "sip:busy@", 9)) {
			session_end(s, "remote", 486, "Busy Here");
			return false;
		}
		s->progress = "ringing";
		tell_session(s, TOPIC_SESSION_CHANGED);
		return true;
	}
	if (!strncmp(s->remote, "sip:answer@", 11))
		session_establish(s);
	return false;
}

static void on_later(void *arg)
{
	struct engine *e = arg;
	bool more = false;

	if (e->stopping) {
		list_each(struct session, s, &e->sessions, link)
			if (!s->ended_by)
				session_end(s, "local", 0, NULL);
		e->params.on_stopped(e->params.arg);
		return;
	}
	list_each(struct session, s, &e->sessions, link)
		more |= step(s);
	if (more)
		loop_timer_set(e->later, 1);
}

bool engine_call(struct engine *e, const struct call_params *p,
	struct session **session, struct fault *f)
{
	if (strncmp(p->to, "sip:answer@", 11) && strncmp(p->to, "sip:ring@", 9)
			&& strncmp(p->to, "sip:busy@", 9))
		return fail(f, ERROR_PARAMS, "to", "\"%s\" is nobody", p->to);
	*session = session_new(e, p->to, true);
	(*session)->account = p->account;
	loop_timer_set(e->later, 1);
	return true;
}

struct session *scripted_incoming(struct engine *e, const char *from)
{
	return session_new(e, from, false);
}

void scripted_events(struct engine *e, struct session *s, int n)
{
	(void)e;
	while (n--)
		tell_session(s, TOPIC_SESSION_CHANGED);
}

static bool is_ringing_here(const struct session *s)
{
	return s->progress && !strcmp(s->progress, "incoming");
}

static bool not_ringing(struct fault *f)
{
	return fail(f, ERROR_STATE, "session", "that call does not ring here");
}

bool session_answer(struct session *s, struct fault *f)
{
	if (!is_ringing_here(s))
		return not_ringing(f);
	session_establish(s);
	return true;
}

bool session_answer_unattended(struct session *s, struct fault *f)
{
	return session_answer(s, f);
}

bool session_decline(struct session *s, int status, const char *reason,
	struct fault *f)
{
	if (!is_ringing_here(s))
		return not_ringing(f);
	session_end(s, "local", status, reason ? "declined" : NULL);
	return true;
}

bool session_redirect(struct session *s, const char *to, struct fault *f)
{
	if (!is_ringing_here(s))
		return not_ringing(f);
	session_end(s, "local", 302, to);
	return true;
}

bool session_reply(struct session *s, const char *what, bool yes,
	struct fault *f)
{
	(void)s;
	(void)what;
	(void)yes;
	return fail(f, ERROR_STATE, "session", "nothing waits");
}

void engine_tell_changes(struct engine *e)
{
	(void)e;
}

bool session_set(struct session *s, const struct json_t *data, struct fault *f)
{
	(void)s;
	(void)data;
	(void)f;
	return true;
}

const struct hooks_config *engine_hooks(const struct engine *e)
{
	static struct hooks_config none = { .incoming = "", .event = "" };

	(void)e;
	return &none;
}

bool session_silence(struct session *s, struct fault *f)
{
	if (!is_ringing_here(s))
		return not_ringing(f);
	s->silenced = true;
	tell_session(s, TOPIC_SESSION_CHANGED);
	return true;
}

bool session_hangup(struct session *s, struct fault *f)
{
	(void)f;
	if (!s->ended_by)
		session_end(s, "local", 0, NULL);
	return true;
}

bool session_hangup_with(struct session *s, const char *reason, int q850,
	struct fault *f)
{
	(void)reason;
	(void)q850;
	return session_hangup(s, f);
}

/* What needs an established call: sets a flag and tells, if it changes. */
static bool set(struct session *s, bool *flag, bool value, struct fault *f)
{
	if (!s->established || s->ended_by)
		return fail(f, ERROR_STATE, "session",
			"that call is not established");
	if (*flag != value) {
		*flag = value;
		tell_session(s, TOPIC_SESSION_CHANGED);
	}
	return true;
}

bool session_hold(struct session *s, struct fault *f)
{
	return set(s, &s->held, true, f);
}

bool session_unhold(struct session *s, struct fault *f)
{
	return set(s, &s->held, false, f);
}

bool session_mute(struct session *s, bool on, struct fault *f)
{
	return set(s, &s->muted, on, f);
}

bool session_focus(struct session *s, struct fault *f)
{
	return set(s, &s->focused, true, f);
}

bool session_dtmf(struct session *s, const struct dtmf_params *p,
	struct fault *f)
{
	struct engine_event event = { .topic = TOPIC_SESSION_DTMF, .session = s,
		.duration_ms = p->duration_ms ? p->duration_ms : 100,
		.via = "rtp" };

	if (!s->established || s->ended_by)
		return fail(f, ERROR_STATE, "session",
			"that call is not established");
	for (const char *tone = p->tones; *tone; tone++) {
		event.tone = *tone;
		tell(s->engine, &event);
	}
	return true;
}

bool session_dtmf_go_on(struct session *s, struct fault *f)
{
	(void)s;
	return fail(f, ERROR_STATE, "session", "no tones wait");
}

bool session_reinvite(struct session *s, const struct reinvite_params *p,
	session_final_fn *fn, void *arg, struct fault *f)
{
	(void)p;
	(void)f;
	(void)s;
	fn(arg, 200, "OK");
	return true;
}

void session_reinvite_forget(struct engine *e, void *arg)
{
	(void)e;
	(void)arg;
}

bool session_transfer(struct session *s, const char *to, struct fault *f)
{
	(void)to;
	if (!s->established || s->ended_by)
		return fail(f, ERROR_STATE, "session",
			"that call is not established");
	return true;
}

bool session_transfer_with(struct session *s, struct session *with,
	struct fault *f)
{
	return session_transfer(with, "", f) && session_transfer(s, "", f);
}

void session_view(const struct session *s, struct session_view *v)
{
	*v = (struct session_view){
		.id = s->id, .number = s->ended_by ? 0 : s->id,
		.account = s->account, .outgoing = s->outgoing,
		.state = s->state, .progress = s->progress,
		.call_id = "call-id", .local = { "sip:me@127.0.0.1", NULL },
		.remote = { s->remote, "Some One" },
		.created = s->created, .established = s->established,
		.ended = s->ended, .held_by_us = s->held, .muted = s->muted,
		.focused = s->focused, .silenced = s->silenced,
		.transfer_state = "none",
		.codec = s->established ? "PCMU" : NULL,
		.direction = s->held ? "sendonly" : "sendrecv",
		.media_local = "127.0.0.1:10000",
		.media_remote = "127.0.0.1:20000",
		.sample_rate_hz = 8000, .ptime_ms = 20,
		.ended_by = s->ended_by, .end_status = s->status,
		.end_reason = s->reason,
		.conference = s->joined, .gain_db = s->gain_db,
		.member_muted = s->member_muted,
		.latency = *s->latency ? s->latency : "default",
	};
}

/* --- conferences and latency ---------------------------------------------- */

static bool any_joined(const struct engine *e)
{
	list_each(struct session, s, &e->sessions, link)
		if (s->joined)
			return true;
	return false;
}

const struct conference *engine_next_conference(const struct engine *e,
	const struct conference *before)
{
	return before || !any_joined(e) ? NULL : &e->conference;
}

void conference_view(const struct engine *e, const struct conference *c,
	struct conference_view *v)
{
	(void)e;
	*v = (struct conference_view){ .id = 1,
		.with_person = c->with_person };
}

bool conference_join(struct engine *e, struct session *const *of, int n,
	struct fault *f)
{
	if (n == 1 && !any_joined(e))
		return fail(f, ERROR_PARAMS, "sessions", "alone");
	e->conference.with_person = true;
	for (int i = 0; i < n; i++)
		if (!set(of[i], &of[i]->joined, true, f))
			return false;
	return true;
}

bool conference_split(struct session *s, struct fault *f)
{
	return s->joined ? set(s, &s->joined, false, f) :
		fail(f, ERROR_STATE, "session", "in none");
}

bool conference_dissolve(struct engine *e, struct fault *f)
{
	if (!any_joined(e))
		return fail(f, ERROR_STATE, "session", "there is none");
	list_each(struct session, s, &e->sessions, link)
		if (s->joined)
			set(s, &s->joined, false, f);
	return true;
}

bool conference_leave(struct engine *e, struct fault *f)
{
	if (!any_joined(e))
		return fail(f, ERROR_STATE, "transfer", "you are in none");
	e->conference.with_person = false;
	return true;
}

bool conference_transfer(struct engine *e, struct fault *f)
{
	return conference_leave(e, f) && conference_dissolve(e, f);
}

bool conference_update(struct session *s, const int *gain_db, const bool *muted,
	struct fault *f)
{
	if (!s->joined)
		return fail(f, ERROR_STATE, "session", "in none");
	if (gain_db)
		s->gain_db = *gain_db;
	return !muted || set(s, &s->member_muted, *muted, f);
}

static bool set_latency(char to[16], const char *latency, struct fault *f)
{
	if (latency && strcmp(latency, "ultra-low"))
		return fail(f, ERROR_PARAMS, "latency", "no latency");
	snprintf(to, 16, "%s", latency ? latency : "");
	return true;
}

bool session_latency(struct session *s, const char *latency, struct fault *f)
{
	return set_latency(s->latency, latency, f);
}

bool engine_set_latency(struct engine *e, const char *latency,
	struct fault *f)
{
	return set_latency(e->latency, latency, f);
}

void session_statistics(const struct session *s, struct statistics_view *v)
{
	*v = (struct statistics_view){ .sent_packets = s->id, .rtt_ms = -1,
		.remote_loss_fraction = -1, .remote_jitter_ms = -1,
		.input_level_dbfs = -30, .output_level_dbfs = -127 };
}

/* Three seconds, the same for all. */
const struct quality_history *session_quality(const struct session *s)
{
	static struct quality_history *h;
	struct quality_sample q = { .jitter_ms = 1, .rtt_ms = -1, .mos = 4.4,
		.delay_ms = 20, .remote_loss = -1, .input_dbfs = -30,
		.output_dbfs = -127 };

	if (h || !s->established)
		return s->established ? h : NULL;
	h = quality_history_new();
	for (int i = 1; i <= 3; i++, q.loss += 0.5)
		quality_history_add(h, &q, 1000 * i);
	return h;
}

int session_trace(const struct session *s,
	void (*fn)(void *arg, const struct trace_message *), void *arg)
{
	struct trace_message m = { .time = s->id, .sent = true,
		.peer = "192.0.2.1:5060", .transport = "udp",
		.text = "BYE \xff\r\n", .n = 7 };

	fn(arg, &m);
	return 2;
}

struct session *engine_next_session(struct engine *e, const struct session *s)
{
	struct list *next = s ? s->link.next : e->sessions.next;

	return next == &e->sessions ? NULL :
		list_item(struct session, next, link);
}

struct session *engine_session(struct engine *e, int id)
{
	list_each(struct session, s, &e->sessions, link)
		if (s->id == id)
			return s;
	return NULL;
}

/* --- accounts --------------------------------------------------------------*/

bool engine_add_account(struct engine *e, const char *name, const char *text,
	struct account **account, struct fault *f)
{
	struct account *a;

	mem_set(&e->account_text, text);
	if (engine_account_named(e, name))
		return fail(f, ERROR_PARAMS, "name", "\"%s\" is there", name);
	a = mem_new_of(struct account);
	a->id = ++e->accounts_made;
	a->name = mem_text(name);
	a->aor = mem_format("sip:%s@example.net", name);
	a->state = "registered";
	list_append(&e->accounts, &a->link);
	tell_account(e, a, TOPIC_ACCOUNT_CHANGED);
	*account = a;
	return true;
}

bool engine_update_account(struct engine *e, struct account *a,
	const char *text, struct fault *f)
{
	(void)f;
	mem_set(&e->account_text, text);
	tell_account(e, a, TOPIC_ACCOUNT_CHANGED);
	return true;
}

static void account_free(struct account *a)
{
	list_remove(&a->link);
	free(a->name);
	free(a->aor);
	free(a);
}

bool engine_remove_account(struct engine *e, struct account *a, struct fault *f)
{
	(void)f;
	tell_account(e, a, TOPIC_ACCOUNT_REMOVED);
	account_free(a);
	return true;
}

bool account_register(struct account *a, struct fault *f)
{
	(void)f;
	a->state = "registered";
	return true;
}

bool account_forward(struct account *a,
	const struct forward_wish wishes[FORWARDS], struct fault *f)
{
	(void)a;
	(void)wishes;
	(void)f;
	return true;
}

bool account_unregister(struct account *a, struct fault *f)
{
	(void)f;
	a->state = "unregistered";
	return true;
}

bool account_unregister_all(struct account *a, struct fault *f)
{
	return account_unregister(a, f);
}

/* Ours and a desk phone's. */
bool account_bindings(struct account *a, engine_bindings_fn *fn, void *arg,
	struct fault *f)
{
	static const struct binding_view all[] = {
		{ "sip:ann@127.0.0.1:5062", 590, -1, "urn:uuid:1", true },
		{ "sip:ann@192.0.2.7", 60, 0.5, NULL, false } };

	(void)a;
	(void)f;
	fn(arg, all, 2, NULL);
	return true;
}

void engine_bindings_forget(struct engine *e, void *arg)
{
	(void)e;
	(void)arg;
}

void account_view(const struct account *a, struct account_view *v)
{
	*v = (struct account_view){ .id = a->id, .name = a->name,
		.aor = a->aor, .transport = "udp", .state = a->state,
		.expires_in_s = -1, .next_attempt_in_s = -1, .enabled = true,
		.srtp = "optional", .nat_mode = "auto" };
}

void account_keys(const struct account *a, const struct account_keys *to)
{
	to->text(to->arg, "uri", a->aor);
}

const char *account_secret_key(const struct account *a)
{
	(void)a;
	return NULL;
}

const char *engine_codec(int i)
{
	return i ? NULL : "PCMA";
}

struct account *engine_next_account(struct engine *e, const struct account *a)
{
	struct list *next = a ? a->link.next : e->accounts.next;

	return next == &e->accounts ? NULL :
		list_item(struct account, next, link);
}

struct account *engine_account(struct engine *e, int id)
{
	list_each(struct account, a, &e->accounts, link)
		if (a->id == id)
			return a;
	return NULL;
}

struct account *engine_account_named(struct engine *e, const char *name)
{
	list_each(struct account, a, &e->accounts, link)
		if (!strcmp(a->name, name))
			return a;
	return NULL;
}

const char *scripted_account_text(const struct engine *e)
{
	return e->account_text;
}

/* --- contacts: nobody is in its book -----------------------------------------*/

const struct book *engine_book(const struct engine *e)
{
	(void)e;
	return NULL;
}

const struct contact *engine_contact_of(const struct engine *e, const char *uri)
{
	(void)e;
	(void)uri;
	return NULL;
}

void engine_put_contact(struct engine *e, const struct contact *contact,
	engine_contact_fn *fn, void *arg)
{
	struct contact one;

	(void)e;
	contact_copy(&one, contact);
	if (!one.id)
		one.id = strdup("new");
	fn(arg, &(struct contact_answer){ .contact = &one });
	contact_clear(&one);
}

void engine_remove_contact(struct engine *e, const char *id,
	engine_contact_fn *fn, void *arg)
{
	(void)e;
	(void)id;
	fn(arg, &(struct contact_answer){ .error = "the disk is full" });
}

void engine_search_contacts(struct engine *e, const char *typed, int limit,
	engine_contact_fn *fn, void *arg)
{
	(void)e;
	(void)typed;
	(void)limit;
	fn(arg, &(struct contact_answer){ .total = 0 });
}

void engine_import_contacts(struct engine *e, const char *text, bool table,
	engine_contact_fn *fn, void *arg)
{
	(void)e;
	(void)text;
	(void)table;
	fn(arg, &(struct contact_answer){ .added = 1, .text = "a\nb" });
}

void engine_export_contacts(struct engine *e, int from, engine_contact_fn *fn,
	void *arg)
{
	(void)e;
	(void)from;
	fn(arg, &(struct contact_answer){ .text = "", .next = -1 });
}

void engine_contacts_forget(struct engine *e, void *arg)
{
	(void)e;
	(void)arg;
}

/* --- history, audio --------------------------------------------------------*/

static void ask(struct engine *e, engine_page_fn *page,
	engine_devices_fn *devices, void *arg)
{
	struct ask *a = mem_new_of(struct ask);

	*a = (struct ask){ .page = page, .devices = devices, .arg = arg };
	list_append(&e->asks, &a->link);
}

static void forget(struct engine *e, void *arg)
{
	list_each(struct ask, a, &e->asks, link) {
		if (a->arg != arg)
			continue;
		list_remove(&a->link);
		free(a);
	}
}

void engine_history(struct engine *e, const struct history_query *q,
	engine_page_fn *fn, void *arg)
{
	(void)q;
	ask(e, fn, NULL, arg);
}

void engine_history_forget(struct engine *e, void *arg)
{
	forget(e, arg);
}

void engine_devices(struct engine *e, engine_devices_fn *fn, void *arg)
{
	ask(e, NULL, fn, arg);
}

void engine_devices_forget(struct engine *e, void *arg)
{
	forget(e, arg);
}

static bool ask_peer(struct session *s, session_final_fn *fn, void *arg,
	struct fault *f)
{
	struct ask *a;

	if (!s->established || s->ended_by)
		return fail(f, ERROR_STATE, "session",
			"that call is not established");
	a = mem_new_of(struct ask);
	*a = (struct ask){ .request = fn, .arg = arg };
	list_append(&s->engine->asks, &a->link);
	return true;
}

bool session_info(struct session *s, const char *content_type, const char *body,
	session_final_fn *fn, void *arg, struct fault *f)
{
	(void)content_type;
	(void)body;
	return ask_peer(s, fn, arg, f);
}

bool session_message(struct session *s, const char *text,
	const char *content_type, session_final_fn *fn, void *arg,
	struct fault *f)
{
	(void)content_type;
	(void)text;
	return ask_peer(s, fn, arg, f);
}

bool session_options(struct session *s, session_final_fn *fn, void *arg,
	struct fault *f)
{
	return ask_peer(s, fn, arg, f);
}

bool session_refer(struct session *s, const char *to, session_final_fn *fn,
	void *arg, struct fault *f)
{
	(void)to;
	return ask_peer(s, fn, arg, f);
}

void session_request_forget(struct engine *e, void *arg)
{
	forget(e, arg);
}

/* No sound here. */
static bool no_sound(struct fault *f)
{
	return fail(f, ERROR_STATE, "session", "that call has no sound");
}

bool session_record(struct session *s, const struct record_params *p,
	struct fault *f)
{
	(void)s;
	(void)p;
	return no_sound(f);
}

bool session_record_off(struct session *s, struct fault *f)
{
	(void)s;
	return no_sound(f);
}

void session_record_forget(struct engine *e, void *arg)
{
	forget(e, arg);
}

bool session_play(struct session *s, const struct play_params *p,
	struct fault *f)
{
	(void)s;
	(void)p;
	return no_sound(f);
}

bool session_play_stop(struct session *s, struct fault *f)
{
	(void)s;
	return no_sound(f);
}

void session_play_forget(struct engine *e, void *arg)
{
	forget(e, arg);
}

bool session_tap(struct session *s, const char *command, int rate_hz,
	struct fault *f)
{
	(void)s;
	(void)command;
	(void)rate_hz;
	return no_sound(f);
}

bool session_tap_stop(struct session *s, struct fault *f)
{
	(void)s;
	return no_sound(f);
}

void scripted_pages(struct engine *e)
{
	struct history_call call = { .id = 7, .remote_uri = "sip:a@b" };
	struct history_page page = { .calls = &call, .n = 1, .total = 1 };
	struct audio_item item = { "null", "silence", true, true };
	struct audio_items items = { &item, 1 };
	struct ask *a;

	while ((a = list_first(struct ask, &e->asks, link))) {
		struct ask copy = *a;

		list_remove(&a->link);
		free(a);
		if (copy.request)
			copy.request(copy.arg, 488, "Not Acceptable");
		else if (copy.page)
			copy.page(copy.arg, &page);
		else
			copy.devices(copy.arg, &items);
	}
}

int scripted_asked(const struct engine *e)
{
	int n = 0;

	for (struct list *l = e->asks.next; l != &e->asks; l = l->next)
		n++;
	return n;
}

void engine_audio(const struct engine *e, struct audio_view *v)
{
	struct audio_end_view end = { "null", "running", NULL, 0 };

	v->capture = v->playback = v->ring = end;
	v->processing = (struct processing_view){
		e->echo_off ? "off" : "auto", "auto", "auto" };
	v->capture.volume_percent = e->volume[0];
	v->playback.volume_percent = e->volume[1];
	v->ring.volume_percent = e->volume[2];
}

bool engine_process(struct engine *e, const struct processing_view *v,
	struct fault *f)
{
	if (v->echo_cancel && !strcmp(v->echo_cancel, "perhaps"))
		return fail(f, ERROR_PARAMS, "echo_cancel",
			"expected auto, on or off");
	e->echo_off = v->echo_cancel && !strcmp(v->echo_cancel, "off");
	return true;
}

bool engine_select(struct engine *e, const char *end, const char *device,
	bool keep, struct fault *f)
{
	(void)e;
	(void)keep;
	(void)end;
	if (strcmp(device, "null"))
		return fail(f, ERROR_NO_OBJECT, "device",
			"there is no device \"%s\"", device);
	return true;
}

bool engine_volume(struct engine *e, const char *end, int percent,
	struct fault *f)
{
	struct engine_event event = { .topic = TOPIC_AUDIO_CHANGED };

	(void)f;
	e->volume[*end == 'c' ? 0 : *end == 'p' ? 1 : 2] = percent;
	tell(e, &event);
	return true;
}

bool engine_test(struct engine *e, int seconds, struct fault *f)
{
	struct audio_test_view view = { .capture = "null", .playback = "null",
		.level_dbfs = -127, .peak_dbfs = -127, .verdict = "flat",
		.text = "silence", .advice = "speak" };
	struct engine_event event = { .topic = TOPIC_AUDIO_TEST,
		.test = &view };

	(void)seconds;
	if (!list_empty(&e->sessions))
		return fail(f, ERROR_STATE, "", "there is a call");
	tell(e, &event);
	return true;
}

void engine_test_view(const struct engine *e, struct audio_test_view *v)
{
	(void)e;
	*v = (struct audio_test_view){ .runs = true, .capture = "null",
		.playback = "null", .level_dbfs = -127, .peak_dbfs = -127 };
}

/* --- the engine ------------------------------------------------------------*/

struct engine *engine_new(const struct engine_params *params, char *error)
{
	struct engine *e = mem_new_of(struct engine);

	(void)error;
	e->params = *params;
	list_init(&e->accounts);
	list_init(&e->sessions);
	list_init(&e->asks);
	e->later = loop_timer_new(params->loop, on_later, e, "scripted engine");
	return e;
}

void engine_stop(struct engine *e, bool when_idle)
{
	(void)when_idle;
	e->stopping = true;
	loop_timer_set(e->later, 0);
}

void engine_free(struct engine *e)
{
	if (!e)
		return;
	list_each(struct session, s, &e->sessions, link) {
		list_remove(&s->link);
		free(s->remote);
		free(s);
	}
	list_each(struct account, a, &e->accounts, link)
		account_free(a);
	loop_timer_free(e->later);
	free(e->account_text);
	free(e);
}

void engine_log_to(struct engine *e, const char *file)
{
	(void)e;
	(void)file;
}

bool engine_reload(struct engine *e, char *error)
{
	(void)e;
	strcpy(error, "x.conf:3: what is this?\n");
	return false;
}

void engine_set_dnd(struct engine *e, bool on)
{
	struct engine_event event = { .topic = TOPIC_ENGINE_CHANGED };

	e->dnd = on;
	tell(e, &event);
}

void engine_view(const struct engine *e, struct engine_view *v)
{
	*v = (struct engine_view){ .instance = "default", .max_calls = 8,
		.started = 1, .stopping = e->stopping, .dnd = e->dnd,
		.latency = *e->latency ? e->latency : "default", .mix = "all" };
}
