/* outcome.h - what becomes of a request that was only begun. */
#ifndef ONESHOT_OUTCOME_H
#define ONESHOT_OUTCOME_H

#include "oneshot/command.h"

enum outcome {
	OUTCOME_OPEN,		/* not known yet */
	OUTCOME_DONE,
	OUTCOME_FAILED,
};

/* What the state of a session or account means for what was asked. */
typedef enum outcome outcome_fn(const json_t *object);

/* Before the request: so that nothing is missed.  false: refused. */
bool outcome_prepare(struct context *);

/* From the object in the result (its reference is taken) on, until the outcome
 * is known.  member: "session" or "account".  Returns the last state of it, the
 * caller's. */
json_t *outcome_wait(struct context *, const char *member, json_t *object,
	outcome_fn *, enum outcome *);

/* Prints the session, or why it failed; takes its reference. */
int outcome_tell(struct context *, json_t *session, enum outcome);

#endif
