/* keys.h - bytes of the terminal in, keys and pastes out.  Pure: the time is
 * told, nothing is read.
 *
 *	'h'  ESC [ A  ESC h  ESC [ 200 ~ ... ESC [ 201 ~
 *	 |      |       |        |
 *	 h     Up     Alt-h    one paste
 *
 * An Esc counts as such when nothing follows for 50 ms.  A sequence that a slow
 * line tore apart behind its Esc is still understood for half a second, and
 * swallowed where it means nothing: it never becomes letters.  What a terminal
 * answers (report.h) is told apart, and never becomes keys either, whatever it
 * is, and however long.
 */
#ifndef UI_KEYS_H
#define UI_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "report.h"

/* Characters are their code points, control characters theirs; behind Unicode
 * come the keys that are no characters. */
enum {
	KEYS_CTRL_C = 3, KEYS_TAB = 9, KEYS_ENTER = 13, KEYS_ESC = 27,
	KEYS_BACKSPACE = 127,
	KEYS_UP = 0x110000, KEYS_DOWN, KEYS_LEFT, KEYS_RIGHT, KEYS_HOME,
	KEYS_END,
	KEYS_PAGE_UP, KEYS_PAGE_DOWN, KEYS_INSERT, KEYS_DELETE, KEYS_BACK_TAB,
	KEYS_F1, KEYS_F12 = KEYS_F1 + 11,
};

#define KEYS_CTRL(letter) ((letter) & 0x1f)

struct key {
	int32_t code;
	bool alt;
};

#define KEYS_PASTE_MAX 8192		/* bytes; the rest is dropped */
#define KEYS_ESC_MS 50
#define KEYS_TORN_MS 500
#define KEYS_PASTE_MS 2000
#define KEYS_ANSWER_MAX 8192	/* bytes of a string that is swallowed */

struct keys;

struct keys_handlers {
	void (*on_key)(void *arg, struct key);
	void (*on_paste)(void *arg, const char *text);	/* not cleaned */
	void (*on_report)(void *arg, const struct report *);	/* or NULL */
	void *arg;
};

/* marked_pastes: the terminal marks them; where it does not, twelve printable
 * characters in one piece count as one. */
struct keys *keys_new(const struct keys_handlers *, bool marked_pastes);
void keys_free(struct keys *);

/* What the terminal sends for a key, where that is "ESC [ .." or "ESC O ..". */
void keys_learn(struct keys *, const char *sequence, int32_t code);

/* n bytes of one read.  now: ms, any origin, grows. */
void keys_put(struct keys *, const char *bytes, size_t n, int64_t now);

/* When keys_tick() wants to be called: ms, or -1 for never. */
int64_t keys_deadline(const struct keys *);
void keys_tick(struct keys *, int64_t now);

#endif
