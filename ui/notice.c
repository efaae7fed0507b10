#include "notice.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/text.h"

#define SHOWN_MAX 16
#define INFO_MS 8000
#define TURN_MS 2500		/* of one behind which others wait */
#define ERROR_MS 3000
#define KEY_MS 3000
#define TEXT_MAX 400

struct shown {
	struct notice notice;	/* text owned */
	int64_t since;		/* clock_ms when it came up */
	long id;
};

struct notices {
	struct shown shown[SHOWN_MAX];	/* the one to show first */
	int n_shown;
	struct notice log[NOTICE_LOG];	/* a ring; texts owned */
	int first, n_log;
	long total;
	long last_id;
	bool all;			/* each is to be shown */
	void (*on_notice)(void *arg, const struct notice *);	/* or NULL */
	void *listener;
};

struct notices *notices_new(void)
{
	return mem_new_of(struct notices);
}

static void drop(struct notices *n, int i)
{
	free(n->shown[i].notice.text);
	n->n_shown--;
	memmove(n->shown + i, n->shown + i + 1,
		(n->n_shown - i) * sizeof *n->shown);
	if (i == 0 && n->n_shown)
		n->shown[0].since = clock_ms();
}

void notices_free(struct notices *n)
{
	if (!n)
		return;
	for (int i = 0; i < n->n_shown; i++)
		free(n->shown[i].notice.text);
	for (int i = 0; i < NOTICE_LOG; i++)
		free(n->log[i].text);
	free(n);
}

static void log_text(struct notices *n, enum notice_level level,
	const char *text)
{
	int at = (n->first + n->n_log) % NOTICE_LOG;

	if (n->n_log == NOTICE_LOG)
		n->first = (n->first + 1) % NOTICE_LOG;
	else
		n->n_log++;
	n->total++;
	n->log[at].level = level;
	n->log[at].wall = clock_wall_ms();
	mem_set(&n->log[at].text, text);
}

/* News that can wait is replaced by newer news: it is in the log.  What a key
 * did is not worth more than what went wrong. */
static void drop_level(struct notices *n, enum notice_level level)
{
	for (int i = n->n_shown - 1; i >= 0; i--)
		if (n->shown[i].notice.level == level)
			drop(n, i);
}

/* "call 1 .." and "call 1 ..": the newer sentence is what is so now. */
static bool same_call(const char *text, const char *other)
{
	size_t n = strcspn(text, " ");

	n += n < strlen(text) ? 1 + strcspn(text + n + 1, " ") : 0;
	return !strncmp(text, "call ", 5) && !strncmp(text, other, n + 1);
}

static void drop_about(struct notices *n, const char *text)
{
	for (int i = n->n_shown - 1; i >= 0; i--)
		if (n->shown[i].notice.level == NOTICE_INFO &&
				same_call(text, n->shown[i].notice.text))
			drop(n, i);
}

/* Before those that matter less, and before older ones of its kind. */
static void show(struct notices *n, enum notice_level level, const char *text)
{
	int at = 0;

	if (level != NOTICE_INFO)
		drop_level(n, NOTICE_KEY);
	else if (n->all)
		drop_about(n, text);
	else
		drop_level(n, NOTICE_INFO);
	if (n->n_shown == SHOWN_MAX)
		drop(n, SHOWN_MAX - 1);
	while (at < n->n_shown && (n->shown[at].notice.level > level ||
			(n->all && n->shown[at].notice.level == level)))
		at++;
	memmove(n->shown + at + 1, n->shown + at,
		(n->n_shown - at) * sizeof *n->shown);
	n->n_shown++;
	n->shown[at] = (struct shown){ .notice = { level, clock_wall_ms(),
		mem_text(text) }, .id = ++n->last_id };
	if (at == 0 || !n->all)
		n->shown[0].since = clock_ms();
}

void notice_listen(struct notices *n, void (*on_notice)(void *arg,
	const struct notice *), void *arg)
{
	n->on_notice = on_notice;
	n->listener = arg;
}

static void tell(struct notices *n, enum notice_level level, char *text)
{
	struct notice notice = { level, clock_wall_ms(), text };

	if (n->on_notice)
		n->on_notice(n->listener, &notice);
}

long notice_add(struct notices *n, enum notice_level level,
	const char *format, ...)
{
	char text[TEXT_MAX];
	va_list args;

	va_start(args, format);
	text_format_list(text, sizeof text, format, args);
	va_end(args);
	text_clean_line(text);
	if (level != NOTICE_KEY)
		log_text(n, level, text);
	show(n, level, text);
	tell(n, level, text);
	return n->last_id;
}

static void keep(struct notices *n, enum notice_level level, char *text)
{
	text_clean_line(text);
	log_text(n, level, text);
	tell(n, level, text);
}

void notice_keep(struct notices *n, enum notice_level level,
	const char *format, ...)
{
	char text[TEXT_MAX];
	va_list args;

	va_start(args, format);
	text_format_list(text, sizeof text, format, args);
	va_end(args);
	keep(n, level, text);
}

void notice_log(struct notices *n, enum notice_level level,
	const char *format, ...)
{
	char text[TEXT_MAX];
	va_list args;

	va_start(args, format);
	text_format_list(text, sizeof text, format, args);
	va_end(args);
	keep(n, level, text);
	if (n->all)
		show(n, level, text);
}

void notice_tell_all(struct notices *n, bool all)
{
	n->all = all;
}

const struct notice *notice_current(const struct notices *n, int *more)
{
	*more = n->n_shown > 1 ? n->n_shown - 1 : 0;
	return n->n_shown ? &n->shown[0].notice : NULL;
}

int64_t notice_deadline(const struct notices *n)
{
	if (!n->n_shown)
		return -1;
	if (n->shown[0].notice.level == NOTICE_KEY)
		return n->shown[0].since + KEY_MS;
	if (n->shown[0].notice.level != NOTICE_INFO)
		return -1;
	return n->shown[0].since + (n->n_shown > 1 && n->all ? TURN_MS :
		INFO_MS);
}

void notice_tick(struct notices *n)
{
	while (notice_deadline(n) >= 0 && clock_ms() >= notice_deadline(n))
		drop(n, 0);
}

void notice_key(struct notices *n)
{
	if (n->n_shown && notice_deadline(n) < 0 &&
			clock_ms() - n->shown[0].since >= ERROR_MS)
		drop(n, 0);
}

void notice_withdraw(struct notices *n, long id)
{
	for (int i = n->n_shown - 1; i >= 0; i--)
		if (n->shown[i].id == id)
			drop(n, i);
}

void notice_clear(struct notices *n)
{
	while (n->n_shown)
		drop(n, n->n_shown - 1);
}

int notice_log_count(const struct notices *n)
{
	return n->n_log;
}

long notice_log_total(const struct notices *n)
{
	return n->total;
}

const struct notice *notice_log_at(const struct notices *n, int i)
{
	return &n->log[(n->first + n->n_log - 1 - i) % NOTICE_LOG];
}
