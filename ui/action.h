/* action.h - everything a key can do, as one table: keys, hint bar, palette and
 * help are made from it.
 *
 * The rows stand in groups, each in its own file with what they run.
 */
#ifndef UI_ACTION_H
#define UI_ACTION_H

#include <stdbool.h>

struct ui;

/* Where the person is. */
enum context {
	IN_CALLS = 1, IN_DETAIL = 2, IN_BROWSER = 4, IN_PAD = 8, IN_LINE = 16,
	IN_FORM = 32,			/* a page of fields */
	IN_COMMAND = IN_CALLS | IN_DETAIL | IN_BROWSER | IN_PAD,
	IN_LIST = IN_CALLS | IN_DETAIL | IN_BROWSER,
	ANYWHERE = IN_COMMAND | IN_LINE | IN_FORM
};

enum action_flag {
	ACTION_DELAYED = 1,		/* ends a call: a letter, it waits */
	ACTION_ON_TARGET = 2,		/* guarded when the target moved */
	ACTION_ON_SELECTED = 4,		/* guarded when the selection moved */
	ACTION_NOT_LISTED = 8,		/* editing; not in the palette */
	ACTION_CHANGES = 16,		/* the engine: not for who only looks */
	ACTION_ON_SCREEN = 32,		/* about what is seen: not in lines */
	ACTION_URGENT = 64		/* its key counts before others */
};

enum action_number { NUMBER_NONE, NUMBER_SELECTED, NUMBER_TARGET,
	NUMBER_ASKING };

#define ACTION_KEYS 4
#define ACTION_NAMES 2

struct action {
	const char *name;		/* in the palette; NULL ends a group */
	const char *keys[ACTION_KEYS];	/* "h", "F4", "g d", "^L", "M-x" */
	const char *help;		/* one line */
	int contexts;			/* where the keys count; 0 nowhere */
	bool (*applies)(const struct ui *);	/* NULL: always */
	void (*run)(struct ui *, const char *argument);
	const char *hint;		/* in the hint bar; NULL: not there */
	const char *(*hint_now)(const struct ui *);	/* instead */
	enum action_number number;	/* whose number the hint shows */
	int flags;
	const char *argument;		/* "TARGET"; NULL: takes none */
	const char *also[ACTION_NAMES];	/* other names, NULL none */
	void (*pending)(struct ui *, bool on);	/* shows it on its way */
	/* What it is about, as it is: "on", "70%"; NULL: nothing. */
	const char *(*now)(const struct ui *);
};

struct action_group {
	const char *title;
	const struct action *actions;
};

extern const struct action call_actions[], contact_actions[], reject_actions[],
	transfer_actions[], conference_actions[], tone_actions[],
	dial_actions[], line_actions[], record_actions[], trace_actions[],
	quality_actions[],
	move_actions[], copy_actions[], form_actions[], account_actions[],
	report_actions[],
	phone_actions[], settings_page_actions[], settings_actions[];

/* Ends with a NULL title. */
extern const struct action_group action_groups[];

/* What only looks has none of those that change the engine. */
bool action_applies(const struct action *, const struct ui *);

/* What it does can be asked for and told without a screen. */
bool action_is_for_lines(const struct action *);

/* Runs it if it applies and nothing guards its call; says so if not. */
void action_run(const struct action *, struct ui *, const char *argument);

enum context action_context(const struct ui *);
/* The same behind the line: where its keys go when it is left. */
enum context action_base(const struct ui *);

#endif
