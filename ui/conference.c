#include "conference.h"

#include <stdio.h>

static bool is_in(const struct session *s, int conference)
{
	return conference && s->conference == conference && session_lives(s);
}

int conference_members(const struct model *m, int conference)
{
	int n = 0;

	for (int i = 0; i < m->n_sessions; i++)
		n += is_in(m->sessions[i], conference);
	return n;
}

bool conference_has_you(const struct model *m, int conference)
{
	for (int i = 0; i < m->n_sessions; i++)
		if (is_in(m->sessions[i], conference) &&
		    m->sessions[i]->focused)
			return true;
	return false;
}

/* No session before that one is in the same. */
static bool is_first(const struct model *m, int i)
{
	for (int k = 0; k < i; k++)
		if (is_in(m->sessions[k], m->sessions[i]->conference))
			return false;
	return is_in(m->sessions[i], m->sessions[i]->conference);
}

int conference_count(const struct model *m)
{
	int n = 0;

	for (int i = 0; i < m->n_sessions; i++)
		n += is_first(m, i);
	return n;
}

void conference_words(const struct model *m, const struct session *s,
	char *text, int size)
{
	bool you = conference_has_you(m, s->conference), any = false;
	int n = 0;

	text[0] = '\0';
	if (!s->conference)
		return;
	for (int i = 0; i < m->n_sessions && n < size; i++) {
		const struct session *other = m->sessions[i];

		if (other == s || !is_in(other, s->conference))
			continue;
		n += snprintf(text + n, size - n, "%s%d %s",
			any ? ", " : "with ", other->number,
			session_party(other));
		any = true;
	}
	if (you && n < size)
		snprintf(text + n, size - n, any ? " and you" : "with you");
}
