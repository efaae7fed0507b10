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

struct question *question_new(struct ui *, struct teller *);
void question_free(struct question *);

enum question_result { QUESTION_RUN, QUESTION_ASKED, QUESTION_NOBODY };

/* Runs the action, which takes a target, with the only one that name may mean,
 * or asks which.  doubtful: asks even then; and nobody else, where nobody is
 * known by it, is tried as it is typed. */
enum question_result question_name(struct question *, const struct action *,
	const char *name, bool doubtful);

bool question_is_open(const struct question *);
void question_drop(struct question *);
/* false: there is no such one, said. */
bool question_answer(struct question *, int number);

#endif
