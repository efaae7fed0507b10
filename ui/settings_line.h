/* settings_line.h - one line of offhook-ui.conf, "name = value  # why".  Pure.
 *
 * libconfuse reads it, so that quotes are those of offhook.conf.  A line at a
 * time: its count of lines is wrong behind a comment, and a mistake would cost
 * the rest.
 */
#ifndef UI_SETTINGS_LINE_H
#define UI_SETTINGS_LINE_H

#include <stdbool.h>

#include "settings.h"

#define SETTING_NAME_MAX 32

struct settings_line {
	char name[SETTING_NAME_MAX];	/* "": nothing but a comment */
	char value[SETTING_TEXT_MAX];
};

/* false: why, one line. */
bool settings_line_read(struct settings_line *, const char *line,
	char why[SETTING_WHY]);

#endif
