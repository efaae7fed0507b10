#include "sip/alert.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define PART_TEXT 160
#define AFTER_MAX 3600		/* s */
#define BLANKS " \t\r\n"

/* --- one part after the other ----------------------------------------------*
 *
 * What stands between commas and semicolons, outside of <> and quotes, which
 * are taken off, as are blanks around it: some phones send no more than words,
 * so that nothing stricter reads them all. */

static const char *closing(const char *s, char quote)
{
	for (; *s && *s != quote; s++)
		if (*s == '\\' && quote == '"' && s[1])
			s++;
	return s;
}

static const char *end_of_part(const char *s)
{
	for (; *s && *s != ',' && *s != ';'; s++) {
		if (*s == '"' || *s == '<')
			s = closing(s + 1, *s == '<' ? '>' : '"');
		if (!*s)
			break;
	}
	return s;
}

/* Without the quotes or brackets, in lower case; what is too long is nothing. */
static void copy_part(const char *from, size_t n, char part[PART_TEXT])
{
	size_t to = 0;

	while (n && strchr(BLANKS, *from))
		from++, n--;
	while (n && strchr(BLANKS, from[n - 1]))
		n--;
	for (size_t i = 0; i < n; i++) {
		if (strchr("\"<>", from[i]))
			continue;
		if (to == PART_TEXT - 1) {
			to = 0;
			break;
		}
		part[to++] = (char)tolower((unsigned char)from[i]);
	}
	part[to] = '\0';
}

/* NULL: there is no more. */
static const char *next_part(const char *s, char part[PART_TEXT])
{
	const char *end;

	if (!*s)
		return NULL;
	end = end_of_part(s);
	copy_part(s, (size_t)(end - s), part);
	return *end ? end + 1 : end;
}

/* --- what it means -----------------------------------------------------------*/

static bool is_automatic(const char *word)
{
	static const char *const words[] = { "alert-autoanswer", "auto-answer",
		"auto answer", "autoanswer", "ring-answer", "ring answer",
		"intercom", "intercom=true" };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (!strcmp(word, words[i]))
			return true;
	return false;
}

static void note_ring(struct alert *a, const char *word)
{
	size_t n = strlen(word);

	if (a->ring[0] || !n || n >= sizeof a->ring ||
		word[strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789-_.:")])
		return;
	memcpy(a->ring, word, n + 1);
}

/* "http://127.0.0.1/bellcore-dr3" is a name, and no place to look at. */
static bool note_bellcore(struct alert *a, const char *word)
{
	const char *found = strstr(word, "bellcore-dr");
	char name[] = "bellcore-drN";

	if (!found || found[11] < '1' || found[11] > '9')
		return false;
	name[11] = found[11];
	note_ring(a, name);
	return true;
}

static const char *value_of(const char *part, const char *name)
{
	size_t n = strlen(name);
	const char *value;

	if (strncmp(part, name, n))
		return NULL;
	value = part + n + strspn(part + n, BLANKS);
	if (*value != '=')
		return NULL;
	value++;
	return value + strspn(value, BLANKS);
}

static int seconds(const char *text)
{
	size_t n = strspn(text, "0123456789");

	return n && n < 5 && !text[n] && atoi(text) <= AFTER_MAX ? atoi(text) :
		AFTER_MAX;
}

static bool note_after(struct alert *a, const char *part)
{
	const char *after = value_of(part, "answer-after");

	if (!after)
		return false;
	a->automatic = true;
	a->after_s = seconds(after);
	return true;
}

static void read_alert(struct alert *a, const char *part)
{
	const char *info = value_of(part, "info");
	const char *delay = value_of(part, "delay");

	if (note_after(a, part))
		return;
	if (delay)
		a->after_s = seconds(delay);
	else if (is_automatic(info ? info : part))
		a->automatic = true;
	else if (note_bellcore(a, part))
		return;
	else if (info || !strncmp(part, "urn:alert:", 10))
		note_ring(a, info ? info : part);
}

void alert_read_alert_info(struct alert *a, const char *value)
{
	char part[PART_TEXT];

	while ((value = next_part(value, part)))
		read_alert(a, part);
}

void alert_read_call_info(struct alert *a, const char *value)
{
	char part[PART_TEXT];

	while ((value = next_part(value, part)))
		note_after(a, part);
}

void alert_read_answer_mode(struct alert *a, const char *value)
{
	char part[PART_TEXT];

	value = next_part(value, part);
	if (!value)
		return;
	if (!strcmp(part, "manual"))
		a->manual = true;
	else if (strcmp(part, "auto"))
		return;
	else
		a->automatic = true;
	while ((value = next_part(value, part)))
		a->insists |= !strcmp(part, "require");
}
