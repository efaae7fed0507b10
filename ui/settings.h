/* settings.h - offhook-ui.conf: how this person wants the front end.  One table;
 * the file, `set NAME VALUE`, the page of settings and offhook-ui.conf(5) go
 * through it.
 *
 *	meters = off		# a line a setting
 *
 * A mistake costs its line only: the rest holds.
 */
#ifndef UI_SETTINGS_H
#define UI_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

enum { COLOUR_AUTO, COLOUR_OFF };
enum { SETUP_AUTO, SETUP_OFF };
enum { GLYPHS_AUTO, GLYPHS_ASCII, GLYPHS_UTF8 };
enum { NOTIFY_AUTO, NOTIFY_OFF, NOTIFY_BELL, NOTIFY_OSC9, NOTIFY_OSC777,
	NOTIFY_OSC99 };
enum { SLOW_LINE_AUTO, SLOW_LINE_ON, SLOW_LINE_OFF };
enum { SYNC_AUTO, SYNC_OFF };
enum { TITLE_OFF, TITLE_STATE, TITLE_FULL };
enum { UTF8_AUTO, UTF8_FORCE };
enum { AMBIGUOUS_NARROW, AMBIGUOUS_WIDE };
enum { PAD_AUTO_OFF, PAD_AUTO_OUTGOING };
enum { ECHO_ALL, ECHO_LAST, ECHO_OFF };
enum { CONFIRM_OFF, CONFIRM_CONFERENCE, CONFIRM_ALL };
enum { REJECT_BUSY, REJECT_DECLINE };

/* Words are the number of the word; texts are owned, never NULL. */
struct settings {
	char *theme, *notify_command, *keys;
	char *save_dir;			/* may begin with ~ */
	int notify, slow_line, sync, title;
	int colour, glyphs, utf8, ambiguous, setup;
	bool reader;
	bool meters, copy, mouse;
	int pad_auto, dtmf_echo, confirm_bye, reject;
	bool pad;
	double threshold_mos;
};

enum setting_kind {
	SETTING_WORD,			/* int: which of words */
	SETTING_SWITCH,			/* bool: on or off */
	SETTING_NUMBER,			/* double: min to max */
	SETTING_TEXT			/* char *: one line */
};

struct setting {
	const char *name;
	enum setting_kind kind;
	size_t offset;			/* in struct settings */
	const char *usual;		/* the default */
	const char *words;		/* "auto|off" */
	double min, max;
	const char *help;		/* one line */
	/* SETTING_TEXT: NULL, or what was expected; NULL: anything. */
	const char *(*check)(const char *value);
};

#define SETTING_TEXT_MAX 256		/* bytes of a value, with its '\0' */
#define SETTING_WHY 160			/* of a sentence on a mistake */

/* NULL after the last. */
const struct setting *settings_at(int i);
const struct setting *settings_find(const char *name);	/* or NULL */

void settings_init(struct settings *);		/* the defaults */
void settings_clear(struct settings *);

/* on_mistake: "FILE:3: meters = \"perhaps\": expected on or off".  A file that
 * is not there is none.  Reads the disk: before the first frame. */
void settings_read(struct settings *, const char *file,
	void (*on_mistake)(void *arg, const char *text), void *arg);

/* One of them.  false: why, one line. */
bool settings_set(struct settings *, const struct setting *, const char *value,
	char why[SETTING_WHY]);

/* As it stands in the file. */
void settings_text(const struct settings *, const struct setting *,
	char text[SETTING_TEXT_MAX]);

#endif
