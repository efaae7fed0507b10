/* calling.h - a call that a key of this screen starts. */
#ifndef UI_CALLING_H
#define UI_CALLING_H

#include <stdbool.h>

struct ui;

struct calling {
	const char *to;
	const char *account;		/* NULL: the engine chooses */
	const char *shown;		/* in the notice */
	int consults;			/* session that waits; 0 none */
	bool privacy;			/* whatever the account says */
};

void calling_start(struct ui *, const struct calling *);

#endif
