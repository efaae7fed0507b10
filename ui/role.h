/* role.h - what a thing on the screen is, not how it looks. */
#ifndef UI_ROLE_H
#define UI_ROLE_H

enum role {
	ROLE_NORMAL, ROLE_DIM, ROLE_BOLD, ROLE_OK, ROLE_PROGRESS, ROLE_WARNING,
	ROLE_ERROR, ROLE_ALERT, ROLE_SELECT, ROLE_HEADING, ROLES
};

enum {					/* beside a colour */
	LOOK_BOLD = 1, LOOK_DIM = 2, LOOK_UNDERLINE = 4, LOOK_REVERSE = 8
};

struct look {
	unsigned attributes;		/* LOOK_*, or'ed */
	int colour, on;			/* colour.h */
};

#endif
