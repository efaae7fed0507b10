/* setup.h - the first start: four steps from nothing to a call, each of which
 * can be skipped.
 *
 *	1 audio --> 2 account --> 3 test call --> 4 keys
 *
 * It comes by itself once, where the engine has neither configuration nor
 * account nor a call in its history, and before the first key; then setup = off
 * stands in offhook-ui.conf.  ^C leaves it, and the account made in it goes.
 */
#ifndef UI_SETUP_H
#define UI_SETUP_H

#include "ui.h"
#include "widgets/form.h"

struct area;

enum { SETUP_STEP_AUDIO = 1, SETUP_STEP_ACCOUNT, SETUP_STEP_CALL,
	SETUP_STEP_KEYS };

void setup_open(struct ui *);
/* The history is here for the first time: is it a first start? */
void setup_offer(struct ui *);
/* A step shows how loud its call is. */
bool setup_shows_levels(const struct ui *);

/* One step; all may be NULL but title and add. */
struct setup_step {
	const char *title, *word;
	void (*add)(struct ui *, struct form *);
	void (*opened)(struct ui *);
	void (*settle)(struct ui *);	/* before it is drawn */
	void (*changed)(struct ui *, struct field *);
	void (*press)(struct ui *, const struct field *);
	/* false: it is not over yet. */
	bool (*next)(struct ui *);
	int (*below)(struct ui *, const struct area *);
	const char *skip;		/* a button that leaves it out */
	bool (*done)(const struct ui *);	/* and it went well */
};

extern const struct setup_step setup_audio, setup_account, setup_call,
	setup_keys;

/* The call of the third step, or NULL. */
struct session *setup_session(const struct ui *);

#endif
