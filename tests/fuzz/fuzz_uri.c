/* What is typed or arrives as a URI, whatever it is: what is accepted holds
 * nothing that could leave its header, and is accepted again. */
#include "fuzz.h"

#include <string.h>

#include "sip/uri.h"

const char *const fuzz_seeds[] = { "sip:alice@example.org",
	"sips:al%69ce:pw@[2001:db8::1]:5061;transport=tcp?a=b",
	"tel:+44-20-1234;phone-context=x", "alice", "+44 (20) 1234-5678",
	"*72#", "alice@host:5070;lr", "192.0.2.1:5060", "[::1]:5070", "::1",
	"j\xc3\xbcrg@host", NULL };
const char *const fuzz_words[] = { "sip:", "sips:", "tel:", "@", ":", ";", "?",
	"=", "%", "%00", "%0d%0a", "%41", "[", "]",
	"::", ";transport=", "transport=tcp", "\r\n", "<", ">", "\"", " ",
	"\xff", "5060", "99999", "..", "-", NULL };

static void holds_nothing_odd(const char *text)
{
	for (; *text; text++)
		FUZZ_HOLDS((unsigned char)*text > ' ' && *text != 0x7f &&
			!strchr("<>\"", *text));
}

static void parse(const char *text)
{
	struct uri_parts parts, again;
	char uri[URI_TEXT];

	if (!uri_parse(text, &parts))
		return;
	FUZZ_HOLDS(parts.user[0] || parts.host[0]);
	uri_address_of_record(&parts, uri);
	holds_nothing_odd(uri);
	FUZZ_HOLDS(!*uri || uri_parse(uri, &again));
	FUZZ_HOLDS(!*uri || !strcmp(parts.user, again.user));
}

static void complete(const char *text, const char *domain)
{
	struct uri_parts parts;
	char uri[URI_TEXT];
	const char *why;

	if (!uri_complete(text, domain, uri, &why)) {
		FUZZ_HOLDS(why);
		return;
	}
	holds_nothing_odd(uri);
	FUZZ_HOLDS(uri_parse(uri, &parts));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char *text = malloc(n + 1);

	if (!text)
		abort();
	memcpy(text, data, n);
	text[n] = '\0';
	parse(text);
	complete(text, NULL);
	complete(text, "example.org:5070;transport=tcp");
	free(text);
	return 0;
}
