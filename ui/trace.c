#include "trace.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "times.h"

#define LINE_CHARACTERS 2048
#define REPEATED_WITHIN 64	/* messages */

/* --- lines ----------------------------------------------------------------*/

/* n bytes of the wire; a control character becomes two visible ones. */
static char *clean_line(const char *bytes, size_t n)
{
	char *text = mem_new(2 * n + 1), *clean;
	size_t length = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned char c = bytes[i];

		if (c == '\t') {
			text[length++] = ' ';
		} else if (c < 0x20 || c == 0x7f) {
			text[length++] = '^';
			text[length++] = c ^ 0x40;
		} else {
			text[length++] = c;
		}
	}
	clean = text_clean(text, LINE_CHARACTERS);
	free(text);
	return clean;
}

static void add_line(struct trace_message *m, const char *bytes, size_t n)
{
	if (n && bytes[n - 1] == '\r')
		n--;
	m->lines = mem_grow(m->lines, (m->n_lines + 1) * sizeof *m->lines);
	m->lines[m->n_lines++] = clean_line(bytes, n);
}

static void split(struct trace_message *m, const char *text)
{
	while (*text) {
		size_t n = strcspn(text, "\n");

		add_line(m, text, n);
		text += n + (text[n] == '\n');
	}
}

/* --- headers --------------------------------------------------------------*/

static bool is_header(const char *line, const char *name)
{
	size_t n = strlen(name);

	return !strncasecmp(line, name, n) &&
		line[n + strspn(line + n, " ")] == ':';
}

/* Long or short name; NULL: there is none before the body. */
static const char *header(const struct trace_message *m, const char *name,
	const char *brief)
{
	for (int i = 1; i < m->n_lines && *m->lines[i]; i++)
		if (is_header(m->lines[i], name) ||
				(brief && is_header(m->lines[i], brief)))
			return m->lines[i];
	return NULL;
}

bool trace_is_routine(const char *line)
{
	static const char *const names[] = { "Max-Forwards", "Allow",
		"Allow-Events", "Supported", "User-Agent", "Server", "Accept",
		"Content-Length", "l", "k", "Min-SE", "Date",
		"Content-Disposition" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (is_header(line, names[i]))
			return true;
	return false;
}

/* --- labels ---------------------------------------------------------------*/

static bool has_sdp(const struct trace_message *m)
{
	const char *type = header(m, "Content-Type", "c");

	return type && strcasestr(type, "application/sdp");
}

static bool is_in_dialog(const struct trace_message *m)
{
	const char *to = header(m, "To", "t");

	return to && strcasestr(to, ";tag=");
}

/* "SIP/2.0 200 OK" -> "200 OK", "INVITE sip:..." -> "INVITE". */
static void name_it(struct trace_message *m)
{
	const char *first = m->n_lines ? m->lines[0] : "";
	bool answer = !strncmp(first, "SIP/2.0 ", 8);
	int n = answer ? 16 : (int)strcspn(first, " ");
	bool again = !answer && !strncmp(first, "INVITE ", 7) &&
		is_in_dialog(m);

	snprintf(m->label, sizeof m->label, "%s%.*s%s%s", again ? "re-" : "",
		n, answer ? first + 8 : first, has_sdp(m) ? " sdp" : "",
		header(m, "Authorization", NULL) || header(m,
			"Proxy-Authorization", NULL) ? " auth" : "");
	text_clean_line(m->label);
}

/* --- messages -------------------------------------------------------------*/

static int party_of(struct trace *t, const char *peer)
{
	char *clean = text_clean(peer ? peer : "?", TEXT_CHARACTERS);

	for (int i = 0; i < t->n_parties; i++)
		if (!strcmp(t->parties[i], clean)) {
			free(clean);
			return i;
		}
	if (t->n_parties == TRACE_PARTIES) {
		free(clean);
		return TRACE_PARTIES - 1;
	}
	t->parties[t->n_parties] = clean;
	return t->n_parties++;
}

static bool same(const struct trace_message *a, const struct trace_message *b)
{
	if (a->sent != b->sent || a->party != b->party ||
			a->n_lines != b->n_lines)
		return false;
	for (int i = 0; i < a->n_lines; i++)
		if (strcmp(a->lines[i], b->lines[i]))
			return false;
	return true;
}

static bool was_there(const struct trace *t, const struct trace_message *m)
{
	int i = t->n > REPEATED_WITHIN ? t->n - REPEATED_WITHIN : 0;

	for (; i < t->n; i++)
		if (same(&t->messages[i], m))
			return true;
	return false;
}

static void add(struct trace *t, const json_t *o)
{
	const char *direction = json_text(o, "direction");
	const char *text = json_text(o, "text");
	struct trace_message m = { .time = times_parse(json_text(o, "time")),
		.sent = direction && !strcmp(direction, "sent") };

	m.party = party_of(t, json_text(o, "peer"));
	m.raw = mem_text(text ? text : "");
	split(&m, m.raw);
	name_it(&m);
	m.again = was_there(t, &m);
	t->messages = mem_grow(t->messages, (t->n + 1) * sizeof m);
	t->messages[t->n++] = m;
}

void trace_load(struct trace *t, const json_t *result)
{
	size_t i;
	json_t *o;

	trace_clear(t);
	json_array_foreach(json_object_get(result, "messages"), i, o)
		add(t, o);
	t->dropped = json_number(result, "dropped", 0);
}

/* Who sent the last message before: from there it comes, in the picture. */
static int party_before(const struct trace *t, int at)
{
	while (at > 0 && t->messages[--at].sent)
		;
	return t->messages[at].party;
}

/* Behind the ACK or the answer that has brought it. */
void trace_add_sound(struct trace *t, int64_t wall_ms, const char *label)
{
	struct trace_message m = { .time = wall_ms };
	int at = t->n;

	while (at > 0 && t->messages[at - 1].time > wall_ms)
		at--;
	if (!at)
		return;
	m.party = party_before(t, at);
	snprintf(m.label, sizeof m.label, "%s", label);
	t->messages = mem_grow(t->messages, (t->n + 1) * sizeof m);
	memmove(t->messages + at + 1, t->messages + at,
		(t->n - at) * sizeof m);
	t->messages[at] = m;
	t->n++;
	t->sounds++;
}

void trace_clear(struct trace *t)
{
	for (int i = 0; i < t->n; i++) {
		for (int k = 0; k < t->messages[i].n_lines; k++)
			free(t->messages[i].lines[k]);
		free(t->messages[i].lines);
		free(t->messages[i].raw);
	}
	free(t->messages);
	for (int i = 0; i < t->n_parties; i++)
		free(t->parties[i]);
	*t = (struct trace){ 0 };
}
