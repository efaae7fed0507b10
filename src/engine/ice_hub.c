#include "engine/ice_hub.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "config.h"
#include "ice/link.h"
#include "loop/loop.h"

#ifdef HAVE_ICE
#define BUILT true
#else
#define BUILT false
#endif

struct ice_hub {
	struct loop *loop;
	struct ice_link *link;		/* owned; NULL: not opened */
	struct loop_watch *watch;
	struct list legs;
	int last;			/* number of a leg */
	bool missing;			/* it was looked for in vain */
	char *why;			/* owned; NULL: told */
};

struct ice_hub *ice_hub_new(struct loop *loop)
{
	struct ice_hub *h = mem_new_of(struct ice_hub);

	h->loop = loop;
	list_init(&h->legs);
	return h;
}

static void close_link(struct ice_hub *h)
{
	loop_unwatch(h->watch);
	h->watch = NULL;
	ice_link_free(h->link);
	h->link = NULL;
}

void ice_hub_free(struct ice_hub *h)
{
	if (!h)
		return;
	close_link(h);
	free(h->why);
	free(h);
}

static void miss(struct ice_hub *h, const char *why)
{
	h->missing = true;
	h->why = mem_text(why);
	log_warn("ice", "calls go without ICE: %s", why);
}

static struct ice_leg *find(struct ice_hub *h, int number)
{
	list_each(struct ice_leg, leg, &h->legs, link)
		if (leg->number == number)
			return leg;
	return NULL;
}

/* Each leg leaves when it hears of it. */
static void tell_missing(struct ice_hub *h, struct ice_news *n)
{
	struct ice_leg *leg;

	miss(h, n->text);
	while ((leg = list_first(struct ice_leg, &h->legs, link))) {
		list_remove(&leg->link);
		leg->on_news(leg->arg, n);
	}
}

static void take(struct ice_hub *h, struct ice_news *n)
{
	struct ice_leg *leg = find(h, n->leg);

	if (n->kind == ICE_MISSING)
		tell_missing(h, n);
	else if (leg)
		leg->on_news(leg->arg, n);
}

static void on_news(void *arg, int fd, int events)
{
	struct ice_hub *h = arg;
	struct ice_news *n;

	(void)fd, (void)events;
	while ((n = ice_link_take(h->link))) {
		take(h, n);
		ice_news_free(n);
	}
	if (h->missing)
		close_link(h);
}

static bool open_link(struct ice_hub *h)
{
	int error;

	if (!BUILT) {
		miss(h, "this program was built without ICE");
		return false;
	}
	error = ice_link_new(&h->link, MODULES_FOLDER);
	if (error) {
		log_warn("ice", "its thread cannot be started: %s",
			strerror(-error));
		return false;
	}
	h->watch = loop_watch(h->loop, ice_link_fd(h->link), LOOP_IN, on_news,
		h, "ice");
	return true;
}

bool ice_hub_join(struct ice_hub *h, struct ice_leg *leg)
{
	list_init(&leg->link);
	if (h->missing || (!h->link && !open_link(h)))
		return false;
	leg->number = ++h->last;
	list_append(&h->legs, &leg->link);
	return true;
}

void ice_hub_leave(struct ice_hub *h, struct ice_leg *leg)
{
	if (list_empty(&leg->link))
		return;
	list_remove(&leg->link);
	ice_hub_give(h, ice_order_new(ICE_CLOSE, leg->number));
}

void ice_hub_give(struct ice_hub *h, struct ice_order *o)
{
	if (h->link)
		ice_link_give(h->link, o);
	else
		ice_order_free(o);
}

char *ice_hub_missing(struct ice_hub *h)
{
	char *why = h->why;

	h->why = NULL;
	return why;
}
