/* devices.c - the list of devices, made on audio's own thread and brought back
 * to the engine's through a pipe.  Engine thread, but for on_item.
 *
 *	request --> first: a listing starts --.
 *	request --> one is under way ---------+--> it is over: all are answered
 *
 * One listing at a time: whoever asks a thousand times costs no thousand
 * threads.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "audio/device.h"
#include "base/mem.h"
#include "engine/private.h"

struct device_request {
	struct list link;
	engine_devices_fn *fn;
	void *arg;
};

struct device_listing {
	struct engine *engine;
	struct audio_items items;	/* the lister's until it closes the pipe */
	int pipe[2];
	struct loop_watch *watch;
};

static void answer_all(struct engine *e, const struct audio_items *items)
{
	struct device_request *r;

	while ((r = list_first(struct device_request, &e->device_requests,
			link))) {
		list_remove(&r->link);
		r->fn(r->arg, items);
		free(r);
	}
}

static void free_listing(struct device_listing *l)
{
	for (int i = 0; i < l->items.n; i++) {
		free((char *)l->items.items[i].name);
		free((char *)l->items.items[i].description);
	}
	free(l->items.items);
	loop_unwatch(l->watch);
	close(l->pipe[0]);
	free(l);
}

static void on_over(void *arg, int fd, int events)
{
	struct device_listing *l = arg;

	(void)fd;
	(void)events;
	l->engine->listing = NULL;
	answer_all(l->engine, &l->items);
	free_listing(l);
}

/* The lister's thread: closing our end of the pipe hands the items over. */
static void on_item(void *arg, const struct device_item *item)
{
	struct device_listing *l = arg;
	struct audio_item *to;

	if (!item) {
		close(l->pipe[1]);
		return;
	}
	l->items.items = mem_grow(l->items.items,
		(l->items.n + 1) * sizeof *l->items.items);
	to = &l->items.items[l->items.n++];
	to->name = mem_text(item->name);
	to->description = mem_text(item->description);
	to->capture = item->capture;
	to->playback = item->playback;
}

static void start(struct engine *e)
{
	struct device_listing *l = mem_new_of(struct device_listing);
	const struct audio_items none = { NULL, 0 };

	l->engine = e;
	if (pipe2(l->pipe, O_CLOEXEC | O_NONBLOCK) < 0) {
		free(l);
		answer_all(e, &none);
		return;
	}
	e->listing = l;
	l->watch = loop_watch(e->loop, l->pipe[0], LOOP_IN, on_over, l,
		"device list");
	device_list(on_item, l);
}

void engine_devices(struct engine *e, engine_devices_fn *fn, void *arg)
{
	struct device_request *r = mem_new_of(struct device_request);

	r->fn = fn;
	r->arg = arg;
	list_append(&e->device_requests, &r->link);
	if (!e->listing)
		start(e);
}

void engine_devices_forget(struct engine *e, void *arg)
{
	list_each(struct device_request, r, &e->device_requests, link)
		if (r->arg == arg) {
			list_remove(&r->link);
			free(r);
		}
}
