/* searching.h - whom the letters in the line mean: what is known here at once, the
 * engine's answer when it comes.
 *
 *	key ---> a list of what is here, shown
 *	   \---> contact.search ---> the list of all, ranked
 *
 * What is highlighted is what Enter calls.  So an answer moves the highlight
 * only as long as nobody can have read it (SEARCHING_MS), and an Enter within
 * that time, typed ahead, waits for it; a choice by a key stays for good.
 */
#ifndef UI_SEARCHING_H
#define UI_SEARCHING_H

#include <stdbool.h>
#include <stdint.h>

#include "widgets/line_edit.h"

#define SEARCHING_MS 100

struct ui;

struct searching {
	int edition;			/* of what is typed; older answers: none */
	int asked;			/* requests that are not answered */
	bool again;			/* ask when one is */
	bool answered;			/* this edition */
	bool absent;			/* the engine cannot */
	int64_t since;			/* clock_ms of the edition */
	char text[LINE_MAX_BYTES + 1];	/* of it */
	bool enter;			/* was pressed, and waits */
};

void searching_restart(struct ui *);	/* another engine */
void searching_changed(struct ui *);	/* other letters in the line */
void searching_forget(struct ui *);	/* the line is left */

/* Enter was pressed; true: it is done when the answer is here, or will not
 * come in time. */
bool searching_defers(struct ui *);
/* Another key: the Enter before it first. */
void searching_flush(struct ui *);

int64_t searching_deadline(const struct ui *);	/* clock_ms, -1 none */
void searching_tick(struct ui *);

#endif
