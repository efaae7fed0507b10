/* recital.h - what a command shows on the screen, as lines. */
#ifndef UI_LINEAR_RECITAL_H
#define UI_LINEAR_RECITAL_H

#include "action.h"
#include "linear/teller.h"
#include "ui.h"

struct recital {
	const char *name;		/* of the action */
	/* argument: never NULL.  false: it makes no sense, said. */
	bool (*tell)(struct ui *, struct teller *, const char *argument);
};

/* NULL: it has none, and does something instead. */
const struct recital *recital_find(const char *name);

bool recital_calls(struct ui *, struct teller *, const char *);
bool recital_accounts(struct ui *, struct teller *, const char *);
bool recital_status(struct ui *, struct teller *, const char *);
bool recital_quality(struct ui *, struct teller *, const char *);
bool recital_history(struct ui *, struct teller *, const char *);
bool recital_log(struct ui *, struct teller *, const char *);
bool recital_settings(struct ui *, struct teller *, const char *);
bool recital_contacts(struct ui *, struct teller *, const char *);
bool recital_trace(struct ui *, struct teller *, const char *);
bool recital_help(struct ui *, struct teller *, const char *);

#endif
