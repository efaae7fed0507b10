#include "party.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#define SERVICES "services.invalid"

static const char *without_scheme(const char *uri)
{
	static const char *const schemes[] = { "sip:", "sips:", "tel:" };

	for (int i = 0; i < 3; i++)
		if (!strncasecmp(uri, schemes[i], strlen(schemes[i])))
			return uri + strlen(schemes[i]);
	return uri;
}

char *party_bare(const char *uri)
{
	const char *start = without_scheme(uri);
	const char *at = strchr(start, '@');

	/* ';' and '?' may stand in the user part */
	return mem_text_n(start, (at ? at - start : 0) +
		strcspn(at ? at : start, ";?>"));
}

static int is_number(const char *user)
{
	user += *user == '+';
	return *user && strspn(user, "0123456789*#-.()") == strlen(user);
}

static int same_host(const char *host, const char *home)
{
	char *bare = party_bare(home);
	const char *at = strchr(bare, '@');
	int same = !strcasecmp(host, at ? at + 1 : bare);

	free(bare);
	return same;
}

static int is_nobody(const char *host)
{
	static const char end[] = ".invalid";
	size_t n = strlen(host);

	return n >= sizeof end - 1 &&
		!strcasecmp(host + n - (sizeof end - 1), end);
}

char *party_address(const char *uri, const char *home)
{
	char *bare = party_bare(uri);
	char *at = strchr(bare, '@');

	if (!at)
		return bare;
	*at = '\0';
	if (!*bare || (!is_number(bare) && !is_nobody(at + 1) &&
			!(home && same_host(at + 1, home))))
		*at = '@';
	return bare;
}

char *party_target(const char *uri)
{
	char *bare = party_bare(uri);
	char *at = strchr(bare, '@');

	if (!at || !is_nobody(at + 1)) {
		free(bare);
		return mem_text(uri);
	}
	if (strcasecmp(at + 1, SERVICES))
		at = bare;
	*at = '\0';
	return bare;
}

bool party_is_service(const char *uri)
{
	char *bare = party_bare(uri);
	const char *at = strchr(bare, '@');
	bool is = at && !strcasecmp(at + 1, SERVICES);

	free(bare);
	return is;
}
