/* question.h - whom a name may mean, as a numbered list; the answer is a number.
 *
 *	call bob	-->	2 matches, type a number:
 *				1 Bob Example, +44 20 7946 0958, history, 3 calls
 *				2 Bobbin Ltd, +44 161 496 0044, history, 1 call
 *	1		-->	what was asked for, with that one
 */
#ifndef UI_LINEAR_QUESTION_H
#define UI_LINEAR_QUESTION_H

#include "linear/teller.h"
#include "ui.h"

struct question;

struct question_handlers {
	void (*on_nobody)(void *arg);	/* a doubtful name; why is said */
	void *arg;
};

struct question *question_new(struct ui *, struct teller *,
	const struct question_handlers *);
void question_free(struct question *);

/* Asks the engine whom the name means; then the action, which takes a target,
 * runs with the only one, with what was typed where nobody is known by it, or it
 * is asked which.  why: the name is doubtful, for it may be a slip: it is asked
 * even about the only one, and why is said where nobody is known; else NULL. */
void question_name(struct question *, const struct action *, const char *name,
	const char *why);

bool question_is_open(const struct question *);
void question_drop(struct question *);
/* false: there is no such one, said. */
bool question_answer(struct question *, int number);

#endif
