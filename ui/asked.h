/* asked.h - requests that wait for their answer, each for so long.  Pure. */
#ifndef UI_ASKED_H
#define UI_ASKED_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* error: a sentence, NULL: done; asked_no_method, that one, where the engine is
 * older than what was asked.  subject: as given. */
struct link_reply {
	void (*done)(void *arg, int subject, const json_t *result,
		const char *error);	/* NULL: nobody wants to know */
	void *arg;
	int subject;
};

extern const char asked_no_method[];

struct asked;

/* on_answered: after any reply was done. */
struct asked *asked_new(void (*on_answered)(void *arg), void *arg);
void asked_free(struct asked *);

/* The id for the next request, 0 where too many wait already. */
long long asked_add(struct asked *, const struct link_reply *,
	int64_t deadline);

void asked_answer(struct asked *, long long id, const json_t *result,
	const char *error);
void asked_refuse(struct asked *, const struct link_reply *, const char *error);
void asked_refuse_all(struct asked *, const char *error);

int asked_count(const struct asked *);		/* that wait */
int64_t asked_deadline(const struct asked *);	/* -1 none */
void asked_tick(struct asked *, int64_t now, const char *error);

#endif
