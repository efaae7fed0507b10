/* notice.h - what the person must know: one line now, all of it in the log.
 *
 * Errors and warnings stay until a key is pressed after 3 s of display, news
 * goes after 8 s.  What a key just did not do, and why, goes after 3 s, or when
 * something worse is to be said, and is not logged; it alone is shown above a
 * call that rings.
 */
#ifndef UI_NOTICE_H
#define UI_NOTICE_H

#include <stdbool.h>
#include <stdint.h>

#define NOTICE_LOG 500		/* lines kept */

enum notice_level { NOTICE_INFO, NOTICE_WARNING, NOTICE_ERROR, NOTICE_KEY };

struct notice {
	enum notice_level level;
	int64_t wall;		/* ms */
	char *text;		/* owned by the log, clean */
};

struct notices;

struct notices *notices_new(void);
void notices_free(struct notices *);

/* Its id, for notice_withdraw. */
long notice_add(struct notices *, enum notice_level, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* Only in the log. */
void notice_log(struct notices *, enum notice_level, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Is told of each, whatever becomes of it: also of those that only go into the
 * log.  notice: until it returns. */
void notice_listen(struct notices *, void (*on_notice)(void *arg,
	const struct notice *), void *arg);

/* For who hears them: those of the log are shown too, and the news of several
 * calls have their turns, 2.5 s each; of one call the newest is shown. */
void notice_tell_all(struct notices *, bool);

/* Only in the log, whoever looks: it is shown elsewhere. */
void notice_keep(struct notices *, enum notice_level, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The one to show, or NULL; *more: how many wait behind it. */
const struct notice *notice_current(const struct notices *, int *more);
void notice_tick(struct notices *);
void notice_key(struct notices *);	/* a key was pressed */
/* What it told of is over: shown no longer, if it still is. */
void notice_withdraw(struct notices *, long id);
void notice_clear(struct notices *);	/* shown no longer */
int64_t notice_deadline(const struct notices *);	/* clock_ms, -1 none */

int notice_log_count(const struct notices *);
long notice_log_total(const struct notices *);	/* with those that went */
/* 0: the newest. */
const struct notice *notice_log_at(const struct notices *, int i);

#endif
