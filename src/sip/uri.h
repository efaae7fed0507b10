/* uri.h - what was typed or configured -> a SIP URI, and its parts.  Pure. */
#ifndef SIP_URI_H
#define SIP_URI_H

#include <stdbool.h>

#define URI_TEXT 512

struct uri_parts {
	char scheme[8];			/* "sip", "sips", "tel" */
	char user[128];			/* unescaped; "" none */
	char host[256];			/* IPv6 without brackets */
	int port;			/* 0: none given */
	char transport[8];		/* "" none given */
};

/* false: no URI, of another scheme, or with control characters. */
bool uri_parse(const char *text, struct uri_parts *);

/* "alice" or "+4420..." with a domain, "alice@host", "host:port" ("192.0.2.1"),
 * "sip:..." -> a whole URI.  domain NULL: none is known, and a bare user is not
 * understood.  Visual separators of numbers are removed.  false: not a target;
 * then why says what was expected. */
bool uri_complete(const char *typed, const char *domain, char uri[URI_TEXT],
	const char **why);

/* scheme, user and host (port) only, for showing and for comparing. */
void uri_address_of_record(const struct uri_parts *, char uri[URI_TEXT]);

#endif
