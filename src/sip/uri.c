#include "sip/uri.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

/* RFC 3261 25.1; the C library's ctype would follow the locale. */
#define ALNUM "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
#define UNRESERVED ALNUM "-_.!~*'()"
#define USER_CHARACTERS UNRESERVED "&=+$,;?/"
#define PARAMETER UNRESERVED "[]/:&+$"
#define DIGITS "0123456789"

static bool one_of(const char *set, char c)
{
	return c && strchr(set, c);
}

static int hex_value(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c ? strchr(digits, tolower((unsigned char)c)) : NULL;

	return at ? (int)(at - digits) : -1;
}

/* The character at s, "%41" as one; -1 where it is neither in the set nor a
 * printable escape. */
static int take_character(const char **s, const char *end, const char *set)
{
	const char *p = *s;
	int high, low;

	if (*p != '%') {
		*s = p + 1;
		return one_of(set, *p) ? (unsigned char)*p : -1;
	}
	if (end - p < 3 || (high = hex_value(p[1])) < 0 ||
		(low = hex_value(p[2])) < 0)
		return -1;
	*s = p + 3;
	return high * 16 + low;
}

static bool take_user(const char *s, const char *end, char *user, size_t size)
{
	size_t n = 0;

	while (s < end) {
		int c = take_character(&s, end, USER_CHARACTERS);

		if (c < ' ' || c == 0x7f || n + 1 >= size)
			return false;
		user[n++] = c;
	}
	user[n] = '\0';
	return n > 0 && text_is_utf8(user, n);
}

/* A password is read over: nobody here wants one in a URI. */
static bool take_userinfo(const char *s, const char *at, struct uri_parts *p)
{
	const char *colon = memchr(s, ':', at - s);

	for (const char *c = colon ? colon + 1 : at; c < at; )
		if (take_character(&c, at, UNRESERVED "&=+$,") < 0)
			return false;
	return take_user(s, colon ? colon : at, p->user, sizeof p->user);
}

static bool is_name(const char *host)
{
	const char *last = strrchr(host, '.');
	size_t label = 0;

	for (const char *s = host; *s; s++) {
		if (*s == '.' ? !label : !one_of(ALNUM "-_", *s))
			return false;
		label = *s == '.' ? 0 : label + 1;
		if (label > 63 || (label == 1 && *s == '-'))
			return false;
	}
	last = last && last[1] ? last + 1 : host;
	/* "192.0.2.999" is a wrong address, no name. */
	return last[strspn(last, DIGITS)] != '\0';
}

static bool take_host(const char **s, const char *end, char *host, size_t size)
{
	struct in6_addr ipv6;
	struct in_addr ipv4;
	bool brackets = *s < end && **s == '[';
	const char *from = *s + brackets, *to = from;

	while (to < end && !one_of(brackets ? "]" : ":;?", *to))
		to++;
	if (to == from || to - from >= (int)size || (brackets && to == end))
		return false;
	memcpy(host, from, to - from);
	host[to - from] = '\0';
	*s = to + brackets;
	if (brackets)
		return inet_pton(AF_INET6, host, &ipv6) == 1;
	return inet_pton(AF_INET, host, &ipv4) == 1 || is_name(host);
}

static bool take_port(const char **s, const char *end, int *port)
{
	int n = 0;

	if (*s == end || **s != ':')
		return true;
	for (++*s; *s + n < end && one_of(DIGITS, (*s)[n]); n++)
		if (n == 5)
			return false;
	*port = atoi(*s);
	*s += n;
	return n > 0 && *port >= 1 && *port <= 65535;
}

static bool take_transport(const char *name, const char *equals,
	const char *end, struct uri_parts *p)
{
	size_t n = end - equals - 1;

	if (equals - name != 9 || strncasecmp(name, "transport", 9))
		return true;
	if (p->transport[0] || n == 0 || n >= sizeof p->transport)
		return false;
	for (size_t i = 0; i < n; i++)
		p->transport[i] = tolower((unsigned char)equals[1 + i]);
	return true;
}

/* ";name=value;name" */
static bool take_parameters(const char **s, const char *end,
	struct uri_parts *p)
{
	while (*s < end && **s == ';') {
		const char *name = ++*s, *equals = NULL;

		while (*s < end && !one_of(";?", **s)) {
			if (**s == '=' && !equals)
				equals = (*s)++;
			else if (take_character(s, end, PARAMETER) < 0)
				return false;
		}
		if (*s == name || equals == name)
			return false;
		if (equals && !take_transport(name, equals, *s, p))
			return false;
	}
	return true;
}

static bool take_headers(const char *s, const char *end)
{
	if (s < end && *s++ != '?')
		return false;
	while (s < end)
		if (take_character(&s, end, UNRESERVED "[]/?:+$=&") < 0)
			return false;
	return true;
}

static bool parse_sip(const char *s, const char *end, struct uri_parts *p)
{
	const char *at = memchr(s, '@', end - s);

	if (at && !take_userinfo(s, at, p))
		return false;
	s = at ? at + 1 : s;
	return take_host(&s, end, p->host, sizeof p->host) &&
		take_port(&s, end, &p->port) && take_parameters(&s, end, p) &&
		take_headers(s, end);
}

/* "+44 (0)20": the zero is for those who dial within the country. */
static bool is_trunk_zero(const char *s, const char *end, const char *number)
{
	return *number == '+' && end - s >= 3 && !memcmp(s, "(0)", 3);
}

/* Keeps digits, '+', '*' and '#', drops the visual separators of RFC 3966;
 * false: something else is in it, or no digit. */
static bool take_number(const char *s, const char *end, char *number,
	size_t size)
{
	size_t n = 0;
	bool digit = false;

	for (; s < end; s++) {
		if (n && is_trunk_zero(s, end, number)) {
			s += 2;
			continue;
		}
		if (one_of("-.() ", *s))
			continue;
		if (!one_of(DIGITS "*#", *s) && !(*s == '+' && n == 0))
			return false;
		if (n + 1 >= size)
			return false;
		digit = digit || one_of(DIGITS "*#", *s);
		number[n++] = *s;
	}
	number[n] = '\0';
	return digit;
}

static bool parse_tel(const char *s, const char *end, struct uri_parts *p)
{
	const char *semicolon = memchr(s, ';', end - s);
	const char *stop = semicolon ? semicolon : end;

	if (memchr(s, ' ', stop - s) ||
	    !take_number(s, stop, p->user, sizeof p->user))
		return false;
	return !semicolon ||
		(take_parameters(&semicolon, end, p) && semicolon == end);
}

bool uri_parse(const char *text, struct uri_parts *p)
{
	const char *end = text + strlen(text), *colon = strchr(text, ':');

	memset(p, 0, sizeof *p);
	if (!colon || colon - text >= (int)sizeof p->scheme ||
		end - text >= URI_TEXT)
		return false;
	for (const char *s = text; s < colon; s++)
		p->scheme[s - text] = tolower((unsigned char)*s);
	if (!strcmp(p->scheme, "sip") || !strcmp(p->scheme, "sips"))
		return parse_sip(colon + 1, end, p);
	return !strcmp(p->scheme, "tel") && parse_tel(colon + 1, end, p);
}

/* --- completion ------------------------------------------------------------*/

static bool put_escaped(const char *s, size_t n, char *to, size_t size)
{
	size_t used = 0;

	for (size_t i = 0; i < n; i++) {
		if (used + 4 > size)
			return false;
		if (one_of(USER_CHARACTERS, s[i]))
			to[used++] = s[i];
		else
			used += sprintf(to + used, "%%%02X",
				(unsigned char)s[i]);
	}
	to[used] = '\0';
	return true;
}

static bool refuse(const char **why, const char *words)
{
	*why = words;
	return false;
}

/* What was typed before the '@', or alone: a number loses its separators, what
 * may not stand in a URI is escaped, an escape stays as it is. */
static bool complete_user(const char *s, size_t n, char *user, size_t size,
	const char **why)
{
	char number[128];

	if (take_number(s, s + n, number, sizeof number))
		return put_escaped(number, strlen(number), user, size) ||
			refuse(why, "the number is too long");
	if (memchr(s, ':', n))
		return refuse(why, "only sip:, sips: and tel: can be called");
	if (memchr(s, ' ', n) || memchr(s, '"', n) || memchr(s, '<', n))
		return refuse(why,
			"a name holds no blanks, quotes or angle brackets");
	if (memchr(s, '%', n) && n < size) {
		memcpy(user, s, n);
		user[n] = '\0';
		return true;
	}
	return put_escaped(s, n, user, size) ||
		refuse(why, "the name is too long");
}

static bool check(const char *uri, const char **why)
{
	struct uri_parts parts;

	if (strchr(uri, '?'))
		return refuse(why,
			"headers after '?' are not accepted in an address");
	return uri_parse(uri, &parts) ||
		refuse(why, "not a SIP address: expected user@host, "
			"host:port or sip:...");
}

static bool put_uri(char uri[URI_TEXT], const char **why, const char *user,
	const char *host)
{
	int n = snprintf(uri, URI_TEXT, "sip:%s%s%s", user, *user ? "@" : "",
		host);

	if (n >= URI_TEXT)
		return refuse(why, "the address is too long");
	return check(uri, why);
}

static bool complete_with_scheme(const char *typed, const char *domain,
	char uri[URI_TEXT], const char **why)
{
	struct uri_parts parts;
	char user[384];

	if (!uri_parse(typed, &parts))
		return check(typed, why);
	if (strcmp(parts.scheme, "tel")) {
		snprintf(uri, URI_TEXT, "%s%s", parts.scheme,
			strchr(typed, ':'));
		return check(uri, why);
	}
	if (!domain)
		return refuse(why,
			"a telephone number needs an account to call from");
	return complete_user(parts.user, strlen(parts.user), user, sizeof user,
			why) &&
		put_uri(uri, why, user, domain);
}

static bool is_host(const char *typed, char host[URI_TEXT])
{
	struct in6_addr ipv6;
	struct in_addr ipv4;
	bool bare_ipv6 = inet_pton(AF_INET6, typed, &ipv6) == 1;

	snprintf(host, URI_TEXT, bare_ipv6 ? "[%s]" : "%s", typed);
	return bare_ipv6 || strchr(typed, ':') || typed[0] == '[' ||
		inet_pton(AF_INET, typed, &ipv4) == 1;
}

static bool complete_bare(const char *typed, const char *domain,
	char uri[URI_TEXT], const char **why)
{
	char user[384], host[URI_TEXT];

	if (is_host(typed, host))
		return put_uri(uri, why, "", host);
	if (!domain)
		return refuse(why,
			"a name alone needs an account: write name@host");
	return complete_user(typed, strlen(typed), user, sizeof user, why) &&
		put_uri(uri, why, user, domain);
}

static bool has_scheme(const char *typed)
{
	return !strncasecmp(typed, "sip:", 4) ||
		!strncasecmp(typed, "sips:", 5) ||
		!strncasecmp(typed, "tel:", 4);
}

static bool complete(const char *typed, const char *domain, char uri[URI_TEXT],
	const char **why)
{
	const char *at = strrchr(typed, '@');
	char user[384];

	if (has_scheme(typed))
		return complete_with_scheme(typed, domain, uri, why);
	if (strstr(typed, "://"))
		return refuse(why, "only sip:, sips: and tel: can be called");
	if (!at)
		return complete_bare(typed, domain, uri, why);
	if (at == typed)
		return refuse(why, "there is no name before the '@'");
	return complete_user(typed, at - typed, user, sizeof user, why) &&
		put_uri(uri, why, user, at + 1);
}

bool uri_complete(const char *typed, const char *domain, char uri[URI_TEXT],
	const char **why)
{
	size_t n, skip = strspn(typed, " \t");
	char text[URI_TEXT];

	*why = NULL;
	typed += skip;
	n = strlen(typed);
	while (n && one_of(" \t", typed[n - 1]))
		n--;
	if (n == 0)
		return refuse(why, "nothing to call: expected a name, a number "
			"or an address");
	if (n >= sizeof text)
		return refuse(why, "the address is too long");
	memcpy(text, typed, n);
	text[n] = '\0';
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)text[i] < ' ' || text[i] == 0x7f)
			return refuse(why,
				"control characters are not accepted");
	if (!text_is_utf8(text, n))
		return refuse(why, "the text is not UTF-8");
	return complete(text, domain, uri, why);
}

/* What was parsed fits, since it was shorter than URI_TEXT; else "". */
void uri_address_of_record(const struct uri_parts *p, char uri[URI_TEXT])
{
	char user[3 * sizeof p->user + 4], host[sizeof p->host], port[8] = "";
	bool ipv6 = strchr(p->host, ':');
	size_t i;

	if (strcmp(p->scheme, "tel"))
		put_escaped(p->user, strlen(p->user), user, sizeof user);
	else
		snprintf(user, sizeof user, "%s", p->user);
	for (i = 0; p->host[i]; i++)
		host[i] = tolower((unsigned char)p->host[i]);
	host[i] = '\0';
	if (p->port)
		snprintf(port, sizeof port, ":%u", (unsigned)p->port % 65536);
	if (snprintf(uri, URI_TEXT, "%s:%s%s%s%s%s%s", p->scheme, user,
	    *user && *host ? "@" : "", ipv6 ? "[" : "", host, ipv6 ? "]" : "",
	    port) >= URI_TEXT)
		uri[0] = '\0';
}
