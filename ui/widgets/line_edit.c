#include "widgets/line_edit.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

void line_edit_set(struct line_edit *e, const char *text)
{
	e->length = e->cursor = 0;
	e->text[0] = '\0';
	line_edit_insert_text(e, text);
}

static void insert_bytes(struct line_edit *e, const char *bytes, int n)
{
	memmove(e->text + e->cursor + n, e->text + e->cursor,
		e->length - e->cursor + 1);
	memcpy(e->text + e->cursor, bytes, n);
	e->length += n;
	e->cursor += n;
}

static int encode(int32_t c, char bytes[4])
{
	if (c < 0x80) {
		bytes[0] = c;
		return 1;
	}
	if (c < 0x800) {
		bytes[0] = 0xc0 | c >> 6;
		bytes[1] = 0x80 | (c & 0x3f);
		return 2;
	}
	if (c < 0x10000) {
		bytes[0] = 0xe0 | c >> 12;
		bytes[1] = 0x80 | (c >> 6 & 0x3f);
		bytes[2] = 0x80 | (c & 0x3f);
		return 3;
	}
	bytes[0] = 0xf0 | c >> 18;
	bytes[1] = 0x80 | (c >> 12 & 0x3f);
	bytes[2] = 0x80 | (c >> 6 & 0x3f);
	bytes[3] = 0x80 | (c & 0x3f);
	return 4;
}

bool line_edit_insert(struct line_edit *e, int32_t character)
{
	char bytes[5] = "";
	int n = character > 0 ? encode(character, bytes) : 0;

	bytes[n] = '\0';
	text_clean_line(bytes);
	if (!bytes[0] || e->length + n > LINE_MAX_BYTES)
		return false;
	insert_bytes(e, bytes, n);
	return true;
}

void line_edit_insert_text(struct line_edit *e, const char *text)
{
	char *clean = text_clean(text, TEXT_CHARACTERS);
	int n = strlen(clean);

	if (e->length + n <= LINE_MAX_BYTES)
		insert_bytes(e, clean, n);
	free(clean);
}

/* --- moving ---------------------------------------------------------------*/

static int before(const struct line_edit *e, int at)
{
	while (at > 0 && (e->text[--at] & 0xc0) == 0x80)
		;
	return at;
}

static int behind(const struct line_edit *e, int at)
{
	while (at < e->length && (e->text[++at] & 0xc0) == 0x80)
		;
	return at;
}

static bool is_space(const struct line_edit *e, int at)
{
	return e->text[at] == ' ';
}

static int word_before(const struct line_edit *e)
{
	int at = e->cursor;

	while (at > 0 && is_space(e, at - 1))
		at--;
	while (at > 0 && !is_space(e, at - 1))
		at--;
	return at;
}

static int word_behind(const struct line_edit *e)
{
	int at = e->cursor;

	while (at < e->length && is_space(e, at))
		at++;
	while (at < e->length && !is_space(e, at))
		at++;
	return at;
}

void line_edit_left(struct line_edit *e)
{
	e->cursor = before(e, e->cursor);
}

void line_edit_right(struct line_edit *e)
{
	e->cursor = behind(e, e->cursor);
}

void line_edit_home(struct line_edit *e)
{
	e->cursor = 0;
}

void line_edit_end(struct line_edit *e)
{
	e->cursor = e->length;
}

void line_edit_word_left(struct line_edit *e)
{
	e->cursor = word_before(e);
}

void line_edit_word_right(struct line_edit *e)
{
	e->cursor = word_behind(e);
}

/* --- taking away ----------------------------------------------------------*/

static void cut(struct line_edit *e, int from, int to)
{
	memmove(e->text + from, e->text + to, e->length - to + 1);
	e->length -= to - from;
	e->cursor = from;
}

static void kill(struct line_edit *e, int from, int to)
{
	if (from == to)
		return;
	memcpy(e->killed, e->text + from, to - from);
	e->killed[to - from] = '\0';
	cut(e, from, to);
}

void line_edit_backspace(struct line_edit *e)
{
	cut(e, before(e, e->cursor), e->cursor);
}

void line_edit_delete(struct line_edit *e)
{
	cut(e, e->cursor, behind(e, e->cursor));
}

void line_edit_kill_all(struct line_edit *e)
{
	kill(e, 0, e->length);
}

void line_edit_kill_end(struct line_edit *e)
{
	kill(e, e->cursor, e->length);
}

void line_edit_kill_word(struct line_edit *e)
{
	kill(e, word_before(e), e->cursor);
}

void line_edit_kill_word_right(struct line_edit *e)
{
	kill(e, e->cursor, word_behind(e));
}

void line_edit_yank(struct line_edit *e)
{
	line_edit_insert_text(e, e->killed);
}
