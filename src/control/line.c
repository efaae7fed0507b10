#include "control/line.h"

#include <stdlib.h>

#include "base/json.h"
#include "base/mem.h"

struct line *line_new(json_t *value)
{
	struct line *l = mem_new_of(struct line);

	l->references = 1;
	l->bytes = json_line_print(value, &l->n);
	json_decref(value);
	return l;
}

struct line *line_of_event(const char *bytes, size_t n)
{
	struct line *l = mem_new_of(struct line);

	l->references = 1;
	l->event = true;
	l->n = n;
	l->bytes = mem_text_n(bytes, n);
	return l;
}

struct line *line_keep(struct line *l)
{
	l->references++;
	return l;
}

void line_drop(struct line *l)
{
	if (!l || --l->references)
		return;
	free(l->bytes);
	free(l);
}
