/* linear_private.h - what the files of the linear mode share: linear_told
 * writes what happens, linear_input takes what is typed, linear runs both. */
#ifndef UI_LINEAR_LINEAR_PRIVATE_H
#define UI_LINEAR_LINEAR_PRIVATE_H

#include "feed.h"
#include "linear/inlet.h"
#include "linear/order.h"
#include "linear/outlet.h"
#include "linear/pause.h"
#include "linear/script.h"
#include "linear/teller.h"
#include "linear/typing.h"
#include "ui.h"

#define LINEAR_PROMPT_MS 300	/* at most so long a command keeps the prompt */

struct waiter;

struct linear {
	const struct app_options *options;
	struct ui ui;
	struct outlet *outlet;		/* owned, as all below */
	struct teller *teller;
	struct inlet *inlet;
	struct feed *feed;
	struct waiter *waiter;
	struct question *question;
	struct script *script;
	struct typing *typing;
	struct pause *pause;
	bool by_key;			/* both ends are somebody's terminal */
	bool is_script;			/* nobody types: a file or a pipe */
	bool ended;			/* there is no more input */
	bool gone;			/* nobody reads, or the terminal went */
	char *told;			/* owned; an event, not written yet */
	int64_t told_at;		/* wall ms */
	bool errors;			/* told since the last news */
	int known_target, known_selected;	/* sessions, as last told */
	int64_t prompt_at, first_until;	/* clock_ms; -1 not */
};

/* --- linear_told: the handlers of notices and feed -------------------------*/

void linear_on_notice(void *arg, const struct notice *);
void linear_on_news(void *arg, enum feed_news, const struct change *,
	bool rings);
/* The event that waits for what it is about; advice: what can be typed. */
void linear_write_told(struct linear *, const char *advice);
/* is_news: the selection went elsewhere by itself. */
void linear_tell_selected(struct linear *, bool is_news);

/* --- linear_input: the handlers of inlet and question ----------------------*/

void linear_on_nobody(void *arg);
void linear_on_key(void *arg, struct key);
void linear_on_paste(void *arg, const char *text);
void linear_on_line(void *arg, const char *line);
void linear_on_too_long(void *arg);
void linear_on_end(void *arg);
/* Lines that came, as far as they may run now. */
void linear_run_lines(struct linear *);

#endif
