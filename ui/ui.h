/* ui.h - what the person looks at and does: panes, selection, the line they
 * type.  Changed by keys; what the network does never moves it.
 */
#ifndef UI_UI_H
#define UI_UI_H

#include <stdbool.h>
#include <stdint.h>

#include "completion.h"
#include "layout.h"
#include "link.h"
#include "listing.h"
#include "model.h"
#include "mos_trail.h"
#include "notice.h"
#include "quality.h"
#include "searching.h"
#include "settings.h"
#include "signing.h"
#include "today.h"
#include "trace.h"
#include "widgets/line_edit.h"
#include "widgets/list.h"

struct action;
struct form;
struct form_owner;
struct binding;
struct keymap;
struct learn;
struct saver;

enum tab { TAB_HISTORY, TAB_CONTACTS, TAB_TRACE, TAB_QUALITY, TAB_LOG, TABS };

/* What covers all panes; the panes themselves are none. */
enum page { PAGE_PANES, PAGE_HELP, PAGE_KEYS, PAGE_LEARN, PAGE_FORM, PAGES };

/* What the input line is for; its label says so. */
enum line_mode { LINE_DIAL, LINE_PALETTE, LINE_FILTER, LINE_NUMBER,
	LINE_TRANSFER, LINE_CONSULT, LINE_REJECT, LINE_FORWARD, LINE_FIELD,
	LINE_SEARCH };

#define UI_TONES 32			/* the last so many are shown */
#define UI_GUARD_MS 500			/* a target that moved is not hit */
#define UI_DROP_MS 1500			/* digits for a call that is over */
#define UI_DELAY_MS 250			/* b, B, A wait for a second letter */
#define UI_TALL 16			/* rows of Detail that hold two cards */
#define UI_ANNOUNCED 16			/* calls that begin to ring at once */
#define UI_LINES 20			/* dialled lines kept for Up */

struct ui {
	struct model *model;		/* of the app, as are the next three */
	struct link *link;
	struct notices *notices;
	struct keymap *keymap;
	struct learn *learn;		/* owned; NULL: not on */
	struct settings settings;	/* owned */

	struct layout layout;
	enum pane focus;
	enum tab tab;
	enum page page, page_below;	/* below: where the help leads back */
	char search[64];		/* in the page; "" all of it */
	bool zoomed;
	int selected;			/* session id; 0 none */
	struct list_view calls, accounts, log, help_rows, palette;
	struct listing history, contacts;	/* owned */
	int contact_number;		/* of the selected one, which */
	long log_seen;			/* lines when the log was last drawn, */
	int log_columns;		/* and for how long ones there was room */
	struct trace trace;		/* owned */
	int trace_session, trace_number;	/* whose it is; 0 nobody's */
	char *trace_party, *trace_error;	/* owned, may be NULL */
	bool trace_asked, trace_whole, trace_all;	/* all: every header */
	int64_t trace_due;		/* clock_ms to ask again; -1 not */
	struct list_view trace_rows, trace_text;
	struct mos_trail mos;		/* of the selected call */
	int trace_pan;			/* the first party that is drawn */
	struct {			/* how a call sounds: judging.h */
		struct quality quality;
		int session, number;	/* whose it is; 0 nobody's */
		char *party, *error;	/* owned, may be NULL */
		bool asked;
		int64_t due;		/* clock_ms to ask again; -1 not */
		int step_s, back;	/* of the graphs; steps from now */
	} judged;
	struct saver *saver;		/* owned; NULL: nothing is written */
	char log_filter[LINE_MAX_BYTES + 1];	/* "" none */

	struct today today;		/* owned */

	bool typing;			/* the cursor is in the input line */
	enum line_mode mode;
	struct line_edit dial, prompt;	/* prompt: the other modes */
	int about;			/* id of the session, in LINE_FORWARD of
					 * the account, that prompt is about */
	struct completion completion;	/* of the line */
	struct searching searching;
	bool recent;			/* nothing typed: the last calls */
	int account;			/* to dial from; -1 the engine's */
	char *lines[UI_LINES];		/* owned, newest first */
	int n_lines, line_shown;	/* -1: none of them */

	struct form *form;		/* owned; of PAGE_FORM, seen or not;
					 * NULL none */
	const struct form_owner *form_owner;	/* whose it is */
	int form_top;			/* the first row that is drawn */
	int form_drawn_at;		/* below so many rows of the page */
	bool form_asked;		/* once more throws away what is new */
	bool form_explains;		/* the field with the focus */

	struct edited {			/* by the account editor */
		int account;		/* its id; 0: a new one */
		char *file;		/* owned; "FILE:LINE" of one that cannot
					 * be changed; NULL: it can */
		int64_t asked_at;	/* clock_ms of the last save */
		bool remove_asked;	/* once more is meant */
		bool from_settings;	/* leads back there */
	} edited;
	struct signing signing;		/* of the account that is looked at */
	int settings_tab;		/* of the settings, where they were left */
	bool settings_asked;		/* once more leaves it unsaved */
	char form_wrong[SETTING_WHY];	/* what the field left last is told */
	struct setup {			/* the first start */
		int step;
		bool decided;		/* it came, or it does not */
		int account;		/* its id, made in it; 0 none */
		char *uri;		/* owned; of that account */
		char transport[8];	/* and how it goes */
		int64_t asked_at;	/* clock_ms of signing in */
		bool heard, came_back;	/* of the test call */
	} setup;
	const char *settings_file;	/* of the options; NULL none */
	unsigned long long unsaved;	/* settings that wait to be written */
	struct saver *settings_saver;	/* owned; writes them; NULL none */
	bool saving_is_said;

	int32_t prefix;			/* of a key with two parts; 0 none */
	const struct binding *delayed;	/* b, B, A on their way */
	int64_t delayed_until;		/* clock_ms, as all below; 0 none */
	int64_t word_until;		/* letters of a word are no commands */
	char calling[64];		/* asked for, not answered yet; "" */
	int consulting;			/* the call that it is to be for; 0 */
	bool leaving;			/* q once */
	char *contact_id;		/* owned; that is edited; NULL: new */
	long contact_notice;		/* why it was not saved; 0 none */
	char *remove_id;		/* owned; contact that D was pressed on */
	int64_t remove_until;		/* and again it goes */
	int64_t stop_asked_until;	/* quit engine: once more is meant */
	bool stopped;			/* the engine was told to end */

	int asking_was;			/* session that wants our yes or no */
	int64_t asking_guard;
	int focused_was, focused_before;	/* sessions that were talked to */
	int target_was;			/* session that rang */
	int64_t target_guard, selected_guard;
	int tones_session;		/* the pad sends there; 0 none */
	char tones[UI_TONES + 1];
	char tones_to_come[256];	/* of a paste */
	int64_t tones_due;		/* the next of them */
	bool secret;			/* tones are not shown */
	int placed;			/* session that this screen called, until
					 * it is answered; 0 none */
	int bye_asked;			/* session whose end was asked once */
	int64_t bye_asked_until;
	int64_t drop_until;

	const char *host;		/* ssh's; NULL: the engine is here */
	bool read_only;			/* it looks, and changes nothing */
	bool connected;			/* false: lost, or not yet */
	int64_t lost_at;		/* wall ms */
	char *lost_how;			/* owned; why it was lost then */
	char *lost_why;			/* owned; why there is none now */
	const char *socket;		/* of the app: where it listens */
	bool starting;			/* an engine is being started */
	bool slow;			/* the line to the terminal is */

	/* wishes to the app */
	bool now;			/* what a key asked for is here: show it */
	int ringing[UI_ANNOUNCED], n_ringing;	/* sessions to tell of */
	char *copied;			/* owned; for the clipboard; or NULL */
	bool quit, suspend, redraw, start_engine, connect, sign_in;

	/* the same of lines, where linear says that there is no screen */
	bool linear;
	int wait_s;			/* the next command waits; 0: until no
					 * call is left; -1 not */
	char *watched;			/* owned; a report, or "" for no more;
					 * NULL: no wish */
	int watch_s;			/* so often */
};

void ui_init(struct ui *);
void ui_free(struct ui *);		/* what ui.c allocated */

bool ui_rings(const struct session *);	/* and nobody has answered it yet */
/* A call came that is to be heard outside of the screen. */
void ui_announce(struct ui *, const struct session *);

struct session *ui_selected(const struct ui *);		/* or NULL */
/* The call that a, A, B and , act on: the selected one if it rings, else the
 * one that rings longest; NULL: none. */
struct session *ui_target(const struct ui *);
/* The call whose other side wants our yes or no: the selected one, else the
 * first; NULL: none. */
struct session *ui_asking(const struct ui *);
bool ui_can_send_tones(const struct ui *);	/* the pad has them sent */
const struct account *ui_account(const struct ui *);	/* may be NULL */

void ui_select(struct ui *, int session);
void ui_leave_page(struct ui *);	/* to what the help covers, or panes */
void ui_focus(struct ui *, enum pane);

/* The input line: takes the typing, gives it back to the pane before. */
void ui_type(struct ui *, enum line_mode);
void ui_type_about(struct ui *, enum line_mode, int id);
void ui_stop_typing(struct ui *);
/* There is a list above the line from which Enter takes one. */
bool ui_completes(const struct ui *);
struct line_edit *ui_line(struct ui *);
void ui_line_changed(struct ui *);
void ui_remember_line(struct ui *, const char *text);

void ui_count_day(struct ui *);		/* of all calls that are known */
void ui_day(struct ui *);		/* another one has begun, perhaps */

/* After anything changed, before it is drawn: what is gone is not selected, who
 * was about to be answered by mistake is guarded. */
void ui_settle(struct ui *);
/* The same after a key: a target that the person moved needs no guard. */
void ui_settle_key(struct ui *);

/* Its ids are those of other calls: nothing is meant by them any more. */
void ui_other_engine(struct ui *);

void ui_layout(struct ui *, int rows, int columns);

/* Asks for it, pending is shown meanwhile. */
void ui_ask(struct ui *, struct session *, enum pending, const char *verb);

/* To the terminal's clipboard, and said; false: no, and why was said. */
bool ui_copy(struct ui *, const char *text);

/* An answer to a request: *pending is over, an error is said. */
struct link_reply ui_reply(struct ui *, int session);

#endif
