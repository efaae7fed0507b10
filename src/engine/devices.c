/* devices.c - the list of devices, asked for on audio's own thread and brought
 * back to the engine's through a pipe.  Engine thread, but for on_item. */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "audio/device.h"
#include "base/mem.h"
#include "engine/private.h"

struct device_request {
	struct list link;
	struct engine *engine;
	engine_devices_fn *fn;		/* NULL: the asker is gone */
	void *arg;
	struct audio_items items;	/* the lister's until it closes the pipe */
	int pipe[2];
	struct loop_watch *watch;
};

static void free_request(struct device_request *r)
{
	for (int i = 0; i < r->items.n; i++) {
		free((char *)r->items.items[i].name);
		free((char *)r->items.items[i].description);
	}
	free(r->items.items);
	loop_unwatch(r->watch);
	close(r->pipe[0]);
	list_remove(&r->link);
	free(r);
}

static void on_over(void *arg, int fd, int events)
{
	struct device_request *r = arg;

	(void)fd;
	(void)events;
	if (r->fn)
		r->fn(r->arg, &r->items);
	free_request(r);
}

/* The lister's thread: closing our end of the pipe hands the items over. */
static void on_item(void *arg, const struct device_item *item)
{
	struct device_request *r = arg;
	struct audio_item *to;

	if (!item) {
		close(r->pipe[1]);
		return;
	}
	r->items.items = mem_grow(r->items.items,
		(r->items.n + 1) * sizeof *r->items.items);
	to = &r->items.items[r->items.n++];
	to->name = mem_text(item->name);
	to->description = mem_text(item->description);
	to->capture = item->capture;
	to->playback = item->playback;
}

void engine_devices(struct engine *e, engine_devices_fn *fn, void *arg)
{
	struct device_request *r = mem_new_of(struct device_request);
	const struct audio_items none = { NULL, 0 };

	r->engine = e;
	r->fn = fn;
	r->arg = arg;
	if (pipe2(r->pipe, O_CLOEXEC | O_NONBLOCK) < 0) {
		fn(arg, &none);
		free(r);
		return;
	}
	list_append(&e->device_requests, &r->link);
	r->watch = loop_watch(e->loop, r->pipe[0], LOOP_IN, on_over, r,
		"device list");
	device_list(on_item, r);
}

void engine_devices_forget(struct engine *e, void *arg)
{
	list_each(struct device_request, r, &e->device_requests, link)
		if (r->arg == arg)
			r->fn = NULL;
}
