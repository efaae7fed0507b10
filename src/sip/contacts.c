#include "sip/contacts.h"

#include <stdlib.h>
#include <string.h>

#include <sofia-sip/url.h>

#include "base/mem.h"
#include "sip/uri.h"

#define LOOKED_AT 64			/* Contacts of one answer */
#define Q_MOST 1000			/* thousandths; also where none is said */

struct choice {
	int q;
	char *uri;			/* owned */
};

static int q_of(const sip_contact_t *m)
{
	double q = m->m_q ? atof(m->m_q) : 1;

	return q >= 0 && q <= 1 ? (int)(q * Q_MOST + 0.5) : Q_MOST;
}

/* NULL: it cannot be called.  What stands behind a '?' would become headers of
 * our INVITE. */
static char *callable(const url_t *url)
{
	struct uri_parts parts;
	url_t bare = *url;
	char *text, *uri;

	bare.url_headers = NULL;
	bare.url_fragment = NULL;
	text = url_as_string(NULL, &bare);
	uri = text && strlen(text) < URI_TEXT && !strchr(text, '?') &&
		uri_parse(text, &parts) ? mem_text(text) : NULL;
	su_free(NULL, text);
	return uri;
}

static void insert(struct choice *all, int n, struct choice one)
{
	while (n && all[n - 1].q < one.q) {
		all[n] = all[n - 1];
		n--;
	}
	all[n] = one;
}

static int gather(const sip_contact_t *m, struct choice all[LOOKED_AT])
{
	int n = 0;

	for (; m && n < LOOKED_AT; m = m->m_next) {
		struct choice one = { q_of(m), callable(m->m_url) };

		if (one.uri)
			insert(all, n++, one);
	}
	return n;
}

char **contacts_best_first(const sip_contact_t *contacts, int *n)
{
	struct choice all[LOOKED_AT];
	int found = gather(contacts, all);
	char **best = found ? mem_new(CONTACTS_MAX * sizeof *best) : NULL;

	*n = 0;
	for (int i = 0; i < found; i++)
		if (*n < CONTACTS_MAX)
			best[(*n)++] = all[i].uri;
		else
			free(all[i].uri);
	return best;
}

void contacts_free(char **contacts, int n)
{
	for (int i = 0; i < n; i++)
		free(contacts[i]);
	free(contacts);
}
