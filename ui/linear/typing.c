#include "linear/typing.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define LINES 50

struct typing {
	char *lines[LINES];		/* owned, newest first */
	int n, shown;			/* -1: none of them */
};

struct typing *typing_new(void)
{
	struct typing *t = mem_new_of(struct typing);

	t->shown = -1;
	return t;
}

void typing_free(struct typing *t)
{
	if (!t)
		return;
	for (int i = 0; i < t->n; i++)
		free(t->lines[i]);
	free(t);
}

void typing_remember(struct typing *t, const char *line)
{
	t->shown = -1;
	if (!*line || (t->n && !strcmp(t->lines[0], line)))
		return;
	if (t->n == LINES)
		free(t->lines[--t->n]);
	memmove(t->lines + 1, t->lines, t->n * sizeof *t->lines);
	t->lines[0] = mem_text(line);
	t->n++;
}

static enum typed bring_back(struct typing *t, struct line_edit *e, int by)
{
	if (t->shown + by < -1 || t->shown + by >= t->n)
		return TYPED_NOTHING;
	t->shown += by;
	line_edit_set(e, t->shown < 0 ? "" : t->lines[t->shown]);
	return TYPED_EDIT;
}

static const struct {
	int32_t code;
	bool alt;
	void (*edit)(struct line_edit *);
} edits[] = {
	{ KEYS_LEFT, false, line_edit_left },
	{ KEYS_CTRL('B'), false, line_edit_left },
	{ KEYS_RIGHT, false, line_edit_right },
	{ KEYS_CTRL('F'), false, line_edit_right },
	{ KEYS_HOME, false, line_edit_home },
	{ KEYS_CTRL('A'), false, line_edit_home },
	{ KEYS_END, false, line_edit_end },
	{ KEYS_CTRL('E'), false, line_edit_end },
	{ 'b', true, line_edit_word_left },
	{ 'f', true, line_edit_word_right },
	{ 'd', true, line_edit_kill_word_right },
	{ KEYS_BACKSPACE, false, line_edit_backspace },
	{ KEYS_DELETE, false, line_edit_delete },
	{ KEYS_CTRL('D'), false, line_edit_delete },
	{ KEYS_CTRL('U'), false, line_edit_kill_all },
	{ KEYS_CTRL('K'), false, line_edit_kill_end },
	{ KEYS_CTRL('W'), false, line_edit_kill_word },
	{ KEYS_CTRL('Y'), false, line_edit_yank },
};

static enum typed edit(struct line_edit *e, struct key k)
{
	for (size_t i = 0; i < sizeof edits / sizeof *edits; i++)
		if (edits[i].code == k.code && edits[i].alt == k.alt) {
			edits[i].edit(e);
			return TYPED_EDIT;
		}
	if (k.alt || !line_edit_insert(e, k.code))
		return TYPED_NOTHING;
	return TYPED_EDIT;
}

enum typed typing_key(struct typing *t, struct line_edit *e, struct key k)
{
	switch (k.alt ? 0 : k.code) {
	case KEYS_ENTER:
	case '\n':
		return TYPED_ENTER;
	case KEYS_CTRL('C'):
		return TYPED_CANCEL;
	case KEYS_CTRL('Z'):
		return TYPED_SUSPEND;
	case KEYS_CTRL('D'):
		return e->length ? edit(e, k) : TYPED_END;
	case KEYS_UP:
	case KEYS_CTRL('P'):
		return bring_back(t, e, 1);
	case KEYS_DOWN:
	case KEYS_CTRL('N'):
		return bring_back(t, e, -1);
	default:
		return edit(e, k);
	}
}
