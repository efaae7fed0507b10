#include "menus.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define STATUS_LEAST 400
#define STATUS_MOST 699

static const struct {
	const char *word, *about, *note;
	int status;
} refusals[] = {
	{ "busy", "486 Busy Here", "the usual one", 486 },
	{ "decline", "603 Decline", "nowhere else either", 603 },
	{ "away", "480 Temporarily Un..", "not there", 480 },
};

/* What is behind the word and its blanks; NULL: it is another word, or nothing
 * separates them. */
static const char *behind(const char *line, const char *word)
{
	size_t n = strlen(word);

	if (strncasecmp(line, word, n) || line[n] != ' ')
		return NULL;
	return line + n + strspn(line + n, " ");
}

static bool starts(const char *word, const char *typed)
{
	return !strncasecmp(word, typed, strlen(typed));
}

/* --- refusing -------------------------------------------------------------*/

static bool read_status(const char *line, struct refusal *r)
{
	char *end;
	long status = strtol(line, &end, 10);

	if (end != line + 3 || (*end && *end != ' ') ||
			status < STATUS_LEAST || status > STATUS_MOST)
		return false;
	end += strspn(end, " ");
	*r = (struct refusal){ .status = status, .reason = *end ? end : NULL };
	return true;
}

bool menu_refusal(const char *line, struct refusal *r)
{
	const char *to = behind(line, "to");

	for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++)
		if (!strcasecmp(line, refusals[i].word)) {
			*r = (struct refusal){ .status = refusals[i].status };
			return true;
		}
	if (to && *to) {
		*r = (struct refusal){ .to = to };
		return true;
	}
	return read_status(line, r);
}

void menu_reject(struct completion *c, const struct model *m, const char *typed)
{
	const char *to = behind(typed, "to");
	struct refusal r;

	if (to) {
		completion_make(c, m, to, false);
		return;
	}
	completion_clear(c);
	for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++)
		if (starts(refusals[i].word, typed))
			completion_add(c, refusals[i].word, refusals[i].about,
				refusals[i].note, false);
	if (starts("to", typed))
		completion_add(c, "to", "TARGET", "somebody else", true);
	if (read_status(typed, &r))
		completion_add(c, typed, "", "as typed", false);
}

/* --- forwarding -----------------------------------------------------------*/

static const struct account *account_of(const struct model *m, int id)
{
	for (int i = 0; i < m->n_accounts; i++)
		if (m->accounts[i]->id == id)
			return m->accounts[i];
	return NULL;
}

static void add_conditions(struct completion *c, const struct account *a,
	const char *typed)
{
	for (int i = 0; a && i < FORWARDS; i++)
		if (starts(account_condition(i), typed))
			completion_add(c, account_condition(i), a->forward[i] ?
				a->forward[i] : "-", "to whom", true);
	if (starts("off", typed))
		completion_add(c, "off", "", "all calls ring here", false);
}

/* Behind the word of a condition; *which: its. */
static const char *behind_condition(const char *line, int *which)
{
	for (int i = 0; i < FORWARDS; i++) {
		const char *to = behind(line, account_condition(i));

		*which = i;
		if (to)
			return to;
	}
	return NULL;
}

void menu_forward(struct completion *c, const struct model *m, int account,
	const char *typed)
{
	int which;
	const char *to = behind_condition(typed, &which);

	if (to && *to && strcasecmp(to, "off")) {
		completion_make(c, m, to, false);
		return;
	}
	completion_clear(c);
	if (to)
		completion_add(c, "off", "", "nobody", false);
	else
		add_conditions(c, account_of(m, account), typed);
}

bool menu_forwarding(const char *line, struct forwarding *f)
{
	int which;
	const char *to = behind_condition(line, &which);
	bool off = !strcasecmp(line, "off");

	*f = (struct forwarding){ .off = { off, off, off } };
	if (!to || !*to)
		return off;
	f->off[which] = !strcasecmp(to, "off");
	f->to[which] = to;
	return true;
}
