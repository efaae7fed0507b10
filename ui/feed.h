/* feed.h - the engine as the screen and the linear mode have it: what it tells
 * goes into model, notices and ui, what ui wishes of it (another try, a new
 * engine) is done.
 *
 *	link --> model, notices, ui --> on_news: show it
 */
#ifndef UI_FEED_H
#define UI_FEED_H

#include "app.h"
#include "ui.h"

struct feed;

enum feed_news {
	FEED_SNAPSHOT,			/* connected; all is as told */
	FEED_EVENT,
	FEED_HISTORY,			/* is here, or will not come */
	FEED_ANSWER,			/* a request was answered */
	FEED_LOST,
	FEED_STARTED			/* a new engine runs, or does not */
};

struct feed_handlers {
	/* change: of FEED_EVENT, told to the notices already; else NULL.
	 * rings: a call came that is to be heard. */
	void (*on_news)(void *arg, enum feed_news, const struct change *change,
		bool rings);
	void *arg;
};

/* Makes the link of ui, which has its notices already; it and options outlive
 * the feed. */
struct feed *feed_new(struct ui *, const struct app_options *,
	const struct feed_handlers *);
void feed_free(struct feed *);		/* and the link; tells nothing */

void feed_fulfil(struct feed *);	/* the wishes of ui that it can */

/* The terminal is ssh's meanwhile, so that it can ask. */
void feed_sign_in(struct feed *);

/* For poll(), beside the link: -1, or readable when a start is over. */
int feed_starter_fd(const struct feed *);
void feed_started(struct feed *);

#endif
