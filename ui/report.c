#include "report.h"

#include <stdio.h>
#include <string.h>

enum { LEFT = 0, WHEEL_UP = 64, WHEEL_DOWN = 65 };
#define MODIFIERS 0x1c		/* Shift, Alt, Ctrl beside the button */
#define FAR 10000		/* no screen is larger */

static bool button_kind(int button, char final, enum report_kind *kind)
{
	button &= ~MODIFIERS;
	if (final != 'M')
		return false;		/* let go */
	if (button == LEFT)
		*kind = REPORT_PRESS;
	else if (button == WHEEL_UP)
		*kind = REPORT_WHEEL_UP;
	else if (button == WHEEL_DOWN)
		*kind = REPORT_WHEEL_DOWN;
	else
		return false;
	return true;
}

static bool mouse_read(const char *sequence, struct report *r)
{
	int button, column, row;
	char final;

	if (sscanf(sequence, "[<%5d;%5d;%5d%c", &button, &column, &row,
			&final) != 4)
		return false;
	if (column < 1 || row < 1 || column > FAR || row > FAR)
		return false;
	r->row = row - 1;
	r->column = column - 1;
	return button_kind(button, final, &r->kind);
}

/* 1 and 2: on, off; 3 and 4: for good; 0: never heard of it. */
static bool mode_read(const char *sequence, struct report *r)
{
	int value, end = 0;

	if (sscanf(sequence, "[?%5d;%1d$y%n", &r->mode, &value, &end) != 2 ||
			!end)
		return false;
	r->kind = REPORT_MODE;
	r->known = value == 1 || value == 2;
	return true;
}

bool report_read(const char *sequence, struct report *r)
{
	*r = (struct report){ .kind = REPORT_READY };
	return !strcmp(sequence, "[0n") || mouse_read(sequence, r) ||
		mode_read(sequence, r);
}
