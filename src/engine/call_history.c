/* call_history.c - an ended session becomes a row.  Engine thread. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/text.h"
#include "engine/private.h"

#define DISK_MS 1000		/* at the end, for what is queued */

/* Nobody answered it, refused it or sent it on, here or elsewhere. */
bool call_history_missed(const struct session *s)
{
	return !s->outgoing && !s->established && !s->elsewhere &&
		!s->sent_on &&
		!(s->asked_end && !strcmp(s->asked_end, "declined"));
}

void call_history_add(struct session *s)
{
	struct history_call call = {
		.incoming = !s->outgoing,
		.account = s->account ? s->account->config->name : NULL,
		.remote_uri = s->remote_uri,
		.remote_name = s->looked_up ? s->looked_up->name :
			s->remote_name,
		.local_uri = s->local_uri, .call_id = s->call_id,
		.created_ms = s->created, .established_ms = s->established,
		.ended_ms = s->ended, .ended_by = (char *)s->ended_by,
		.status = s->end_status, .reason = s->end_reason,
		.missed = call_history_missed(s),
		.data = session_data_text(s),
		.recordings = session_recordings_text(s),
		.quality = session_health_text(s),
	};

	history_add(s->engine->history, &call);
	free(call.data);
	free(call.recordings);
	free(call.quality);
}

void call_history_turned_away(struct engine *e, const struct account *account,
	const struct invite_info *info, const struct turned_away *how)
{
	struct history_call call = {
		.incoming = true, .missed = how->missed, .status = how->status,
		.account = account ? account->config->name : NULL,
		.remote_uri = text_clean(info->from_uri, URI_TEXT),
		.remote_name = text_clean(info->from_display, TEXT_CHARACTERS),
		.local_uri = text_clean(info->to_uri, URI_TEXT),
		.call_id = text_clean(info->call_id, TEXT_CHARACTERS),
		.created_ms = clock_wall_ms(), .ended_ms = clock_wall_ms(),
		.ended_by = "local", .reason = (char *)how->reason,
	};

	history_add(e->history, &call);
	free(call.remote_uri);
	free(call.remote_name);
	free(call.local_uri);
	free(call.call_id);
}

/* --- asking ------------------------------------------------------------------*/

void engine_history(struct engine *e, const struct history_query *q,
	engine_page_fn *fn, void *arg)
{
	struct page_request *r = mem_new_of(struct page_request);

	r->fn = fn;
	r->arg = arg;
	list_append(&e->pages, &r->link);
	history_list(e->history, q, r);
}

void engine_history_forget(struct engine *e, void *arg)
{
	list_each(struct page_request, r, &e->pages, link)
		if (r->arg == arg)
			r->fn = NULL;
}

static void on_added(void *arg, const struct history_call *call)
{
	struct engine_event event = { .topic = TOPIC_HISTORY_ADDED, .call = call };
	struct engine *e = arg;

	engine_tell(e, &event);
	address_book_called(e->address_book, call);
}

static void on_page(void *arg, void *request, const struct history_page *page)
{
	struct page_request *r = request;
	struct history_page known = *page;

	known.book = engine_book(arg);
	if (r->fn)
		r->fn(r->arg, &known);
	list_remove(&r->link);
	free(r);
}

static void on_trouble(void *arg, const char *text)
{
	engine_warn(arg, "history", "calls go on; free some space or mend the "
		"file", "%s", text);
}

static void on_event(void *arg, int fd, int events)
{
	struct engine *e = arg;

	(void)fd;
	(void)events;
	history_dispatch(e->history);
}

bool call_history_start(struct engine *e, const char *file)
{
	struct history_handlers h = { on_added, on_page, on_trouble, e };

	e->history = history_new(file, &h);
	if (!e->history)
		return false;
	e->history_watch = loop_watch(e->loop, history_event_fd(e->history),
		LOOP_IN, on_event, e, "history");
	return true;
}

/* Nobody is answered any more. */
void call_history_end(struct engine *e)
{
	loop_unwatch(e->history_watch);
	if (e->history)
		history_free(e->history, DISK_MS);
	list_each(struct page_request, r, &e->pages, link) {
		list_remove(&r->link);
		free(r);
	}
}

void engine_log_to(struct engine *e, const char *file)
{
	history_log_to(e->history, file);
}
