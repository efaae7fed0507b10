#include "keys.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

#define ESC 27
#define SEQUENCE_MAX 32
#define LEARNED_MAX 64
#define UNMARKED_PASTE 12	/* characters in one read */

enum state { GROUND, AFTER_ESC, CSI, SS3, UTF8, PASTE, OLD_MOUSE, OPENING,
	STRING, STRING_ESC };

struct learned {
	char sequence[SEQUENCE_MAX];
	int32_t code;
};

struct keys {
	struct keys_handlers handlers;
	bool marked_pastes;
	enum state state;
	int64_t deadline;	/* of the state; -1 none */
	int64_t lone_esc;	/* when one was delivered; -1: long ago */
	char sequence[SEQUENCE_MAX];	/* behind ESC, or of a character */
	size_t length;
	size_t swallowed;	/* bytes of a string */
	char *paste;		/* owned, KEYS_PASTE_MAX + 1 */
	size_t pasted;
	size_t end_matched;	/* bytes of paste_end seen */
	struct learned learned[LEARNED_MAX];
	int n_learned;
};

static const char paste_end[] = "\033[201~";

struct keys *keys_new(const struct keys_handlers *handlers, bool marked_pastes)
{
	struct keys *k = mem_new_of(struct keys);

	k->handlers = *handlers;
	k->marked_pastes = marked_pastes;
	k->deadline = k->lone_esc = -1;
	return k;
}

void keys_free(struct keys *k)
{
	if (k)
		free(k->paste);
	free(k);
}

void keys_learn(struct keys *k, const char *sequence, int32_t code)
{
	struct learned *l = &k->learned[k->n_learned];

	if (k->n_learned == LEARNED_MAX || strlen(sequence) >= SEQUENCE_MAX ||
			sequence[0] != ESC || !strchr("[O", sequence[1]))
		return;
	strcpy(l->sequence, sequence + 1);
	l->code = code;
	k->n_learned++;
}

static void deliver(struct keys *k, int32_t code, bool alt)
{
	k->handlers.on_key(k->handlers.arg, (struct key){ code, alt });
}

static void go(struct keys *k, enum state state, int64_t deadline)
{
	k->state = state;
	k->deadline = deadline;
	k->length = 0;
}

/* --- sequences ------------------------------------------------------------*/

struct code_of {
	int number;
	int32_t code;
};

static const struct code_of by_letter[] = {
	{ 'A', KEYS_UP }, { 'B', KEYS_DOWN }, { 'C', KEYS_RIGHT },
	{ 'D', KEYS_LEFT }, { 'H', KEYS_HOME }, { 'F', KEYS_END },
	{ 'Z', KEYS_BACK_TAB }, { 'P', KEYS_F1 }, { 'Q', KEYS_F1 + 1 },
	{ 'R', KEYS_F1 + 2 }, { 'S', KEYS_F1 + 3 }, { 'M', KEYS_ENTER },
	{ 0, 0 }
};

static const struct code_of by_number[] = {	/* ESC [ number ~ */
	{ 1, KEYS_HOME }, { 2, KEYS_INSERT }, { 3, KEYS_DELETE },
	{ 4, KEYS_END }, { 5, KEYS_PAGE_UP }, { 6, KEYS_PAGE_DOWN },
	{ 7, KEYS_HOME }, { 8, KEYS_END }, { 11, KEYS_F1 },
	{ 12, KEYS_F1 + 1 }, { 13, KEYS_F1 + 2 }, { 14, KEYS_F1 + 3 },
	{ 15, KEYS_F1 + 4 }, { 17, KEYS_F1 + 5 }, { 18, KEYS_F1 + 6 },
	{ 19, KEYS_F1 + 7 }, { 20, KEYS_F1 + 8 }, { 21, KEYS_F1 + 9 },
	{ 23, KEYS_F1 + 10 }, { 24, KEYS_F12 }, { 0, 0 }
};

static int32_t look_up(const struct code_of *table, int number)
{
	for (; table->number; table++)
		if (table->number == number)
			return table->code;
	return 0;
}

static int32_t learned_code(const struct keys *k)
{
	for (int i = 0; i < k->n_learned; i++)
		if (!strcmp(k->learned[i].sequence, k->sequence))
			return k->learned[i].code;
	return 0;
}

/* The second number of "1;3A" is a set of modifiers plus one; 2 is Alt. */
static bool has_alt(const char *parameters)
{
	const char *second = strchr(parameters, ';');

	return second && atoi(second + 1) > 0 && ((atoi(second + 1) - 1) & 2);
}

/* "[A", "OA", "[1;3A"; not "[24;80R", which is an answer. */
static int32_t letter_code(const struct keys *k, char final)
{
	if (k->length > 2 && strncmp(k->sequence + 1, "1;", 2) != 0 &&
			k->state == CSI)
		return 0;
	return final == 'M' && k->state == CSI ? 0 : look_up(by_letter, final);
}

/* sequence: "[1;3A", "[5~", "OP", "[[A" (the console's F1). */
static void sequence_done(struct keys *k, int64_t now)
{
	struct report report;
	char final = k->sequence[k->length - 1];
	int32_t code;
	bool alt;

	k->sequence[k->length] = '\0';
	alt = has_alt(k->sequence);
	code = learned_code(k);
	if (!code && !strncmp(k->sequence, "[[", 2))
		code = final >= 'A' && final <= 'E' ? KEYS_F1 + final - 'A' : 0;
	else if (!code && final == '~')
		code = look_up(by_number, atoi(k->sequence + 1));
	else if (!code)
		code = letter_code(k, final);
	if (!strcmp(k->sequence, "[200~")) {
		go(k, PASTE, now + KEYS_PASTE_MS);
		k->pasted = k->end_matched = 0;
		return;
	}
	if (!strcmp(k->sequence, "[M")) {
		go(k, OLD_MOUSE, now + KEYS_TORN_MS);
		return;
	}
	go(k, GROUND, -1);
	if (report_read(k->sequence, &report)) {
		if (k->handlers.on_report)
			k->handlers.on_report(k->handlers.arg, &report);
	} else if (code) {
		deliver(k, code, alt);
	}
}

static void sequence_start(struct keys *k, char introducer, int64_t now)
{
	go(k, introducer == '[' ? CSI : SS3, now + KEYS_TORN_MS);
	k->sequence[k->length++] = introducer;
}

static void take_sequence(struct keys *k, unsigned char c, int64_t now)
{
	if (c < 0x20 || c >= 0x7f) {
		go(k, GROUND, -1);
		if (c == ESC)
			go(k, AFTER_ESC, now + KEYS_ESC_MS);
		return;
	}
	if (k->length == SEQUENCE_MAX - 2) {	/* too long to mean anything */
		if (c >= 0x40)
			go(k, GROUND, -1);
		return;
	}
	k->sequence[k->length++] = c;
	if (k->length == 2 && k->state == CSI && c == '[')
		return;
	if (k->state == SS3 || c >= 0x40)
		sequence_done(k, now);
}

/* The three bytes behind "ESC [ M": nobody asked for a mouse of that kind. */
static void take_old_mouse(struct keys *k)
{
	if (++k->length == 3)
		go(k, GROUND, -1);
}

/* --- strings -----------------------------------------------------------------
 *
 *	ESC P .. ESC \    ESC ] .. BEL    ESC _ .. ESC \
 *
 * Answers, unless nothing that could be one follows: then Alt and a letter.
 */

static const char *openings(char introducer)
{
	switch (introducer) {
	case 'P':
		return "0123456789>|$!+";
	case ']':
		return "0123456789lL";
	case '_':
		return "G";
	default:
		return NULL;
	}
}

static void take_string(struct keys *k, unsigned char c, int64_t now)
{
	bool ends = c == 7 || (k->state == STRING_ESC && c == '\\');

	if (ends || ++k->swallowed > KEYS_ANSWER_MAX) {
		go(k, GROUND, -1);
		return;
	}
	go(k, c == ESC ? STRING_ESC : STRING, now + KEYS_TORN_MS);
}

/* --- pastes ---------------------------------------------------------------*/

static void paste_done(struct keys *k)
{
	go(k, GROUND, -1);
	k->paste[k->pasted] = '\0';
	if (k->pasted)
		k->handlers.on_paste(k->handlers.arg, k->paste);
}

static void paste_byte(struct keys *k, char c)
{
	if (!k->paste)
		k->paste = mem_new(KEYS_PASTE_MAX + 1);
	if (k->pasted < KEYS_PASTE_MAX && c)
		k->paste[k->pasted++] = c;
}

static void take_paste(struct keys *k, char c)
{
	if (c == paste_end[k->end_matched]) {
		if (paste_end[++k->end_matched])
			return;
		paste_byte(k, 0);
		paste_done(k);
		return;
	}
	for (size_t i = 0; i < k->end_matched; i++)
		paste_byte(k, paste_end[i]);
	k->end_matched = c == ESC;
	if (c != ESC)
		paste_byte(k, c);
}

/* How many bytes at the start are text that no fingers typed in one read. */
static size_t unmarked_paste(const struct keys *k, const char *bytes, size_t n)
{
	size_t i = 0, printable = 0;

	if (k->marked_pastes || k->state != GROUND)
		return 0;
	for (; i < n; i++) {
		unsigned char c = bytes[i];

		if (c < 0x20 && c != '\r' && c != '\n' && c != '\t')
			break;
		printable += c >= 0x20 && (c & 0xc0) != 0x80;
	}
	return printable >= UNMARKED_PASTE ? i : 0;
}

/* --- one byte -------------------------------------------------------------*/

/* One more byte of a character that is longer than one. */
static void take_character(struct keys *k, unsigned char c)
{
	int n;
	int32_t code;

	k->sequence[k->length++] = c;
	code = text_next(k->sequence, k->sequence + k->length, &n);
	if (code < 0 && k->length < 4)
		return;
	go(k, GROUND, -1);
	if (code >= 0)
		deliver(k, code, false);
}

static void character_start(struct keys *k, unsigned char c, int64_t now)
{
	if (c < 0xc2)
		return;			/* a stray continuation byte */
	go(k, UTF8, now + KEYS_TORN_MS);
	k->sequence[k->length++] = c;
}

static void take_ground(struct keys *k, unsigned char c, int64_t now)
{
	bool torn = k->lone_esc >= 0 && now - k->lone_esc < KEYS_TORN_MS;

	k->lone_esc = -1;
	if (c == ESC)
		go(k, AFTER_ESC, now + KEYS_ESC_MS);
	else if (torn && (c == '[' || c == 'O'))
		sequence_start(k, c, now);
	else if (c >= 0x80)
		character_start(k, c, now);
	else
		deliver(k, c == 8 ? KEYS_BACKSPACE : c, false);
}

/* Behind ESC and the letter that may begin a string. */
static void take_opening(struct keys *k, unsigned char c, int64_t now)
{
	char letter = k->sequence[0];

	if (c && strchr(openings(letter), c)) {
		k->swallowed = 1;
		go(k, STRING, now + KEYS_TORN_MS);
		return;
	}
	go(k, GROUND, -1);
	deliver(k, letter, true);
	take_ground(k, c, now);
}

static void take_after_esc(struct keys *k, unsigned char c, int64_t now)
{
	if (openings((char)c)) {
		go(k, OPENING, now + KEYS_ESC_MS);
		k->sequence[k->length++] = c;
		return;
	}
	if (c == '[' || c == 'O') {
		sequence_start(k, c, now);
		return;
	}
	if (c == ESC || c >= 0x80) {
		go(k, GROUND, -1);
		deliver(k, KEYS_ESC, false);
		take_ground(k, c, now);
		return;
	}
	go(k, GROUND, -1);
	deliver(k, c == 8 ? KEYS_BACKSPACE : c, true);
}

static void take(struct keys *k, unsigned char c, int64_t now)
{
	switch (k->state) {
	case GROUND:
		take_ground(k, c, now);
		break;
	case AFTER_ESC:
		take_after_esc(k, c, now);
		break;
	case CSI:
	case SS3:
		take_sequence(k, c, now);
		break;
	case PASTE:
		take_paste(k, c);
		break;
	case OLD_MOUSE:
		take_old_mouse(k);
		break;
	case OPENING:
		take_opening(k, c, now);
		break;
	case STRING:
	case STRING_ESC:
		take_string(k, c, now);
		break;
	case UTF8:
		if ((c & 0xc0) == 0x80) {
			take_character(k, c);
			break;
		}
		go(k, GROUND, -1);
		take_ground(k, c, now);
		break;
	}
}

void keys_put(struct keys *k, const char *bytes, size_t n, int64_t now)
{
	size_t text = unmarked_paste(k, bytes, n);

	keys_tick(k, now);
	if (text) {
		k->pasted = 0;
		for (size_t i = 0; i < text; i++)
			paste_byte(k, bytes[i]);
		paste_done(k);
	}
	for (size_t i = text; i < n; i++)
		take(k, bytes[i], now);
	if (k->state == PASTE)	/* the limit is for silence inside a paste */
		k->deadline = now + KEYS_PASTE_MS;
}

int64_t keys_deadline(const struct keys *k)
{
	return k->deadline;
}

void keys_tick(struct keys *k, int64_t now)
{
	enum state state = k->state;
	char letter = k->sequence[0];

	if (k->deadline < 0 || now < k->deadline)
		return;
	if (state == PASTE) {
		paste_byte(k, 0);
		paste_done(k);
		return;
	}
	go(k, GROUND, -1);
	if (state == OPENING)
		deliver(k, letter, true);
	if (state == AFTER_ESC) {
		k->lone_esc = now;
		deliver(k, KEYS_ESC, false);
	}
}
