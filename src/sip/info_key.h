/* info_key.h - a key in the body of an INFO.  Pure.
 *
 *	application/dtmf-relay	"Signal=5\r\nDuration=160\r\n"
 *	application/dtmf	"5"
 */
#ifndef SIP_INFO_KEY_H
#define SIP_INFO_KEY_H

#include <stdbool.h>

#define INFO_KEY_ACCEPTED "application/dtmf-relay, application/dtmf"

struct info_key {
	char key;		/* 0-9 * # A-D */
	int duration_ms;	/* 1-60000; 100 where it is not told */
	bool secret;		/* to be seen in no trace */
};

/* 200, 400 (no key in it) or 415 (not of these types). */
int info_key_read(const char *content_type, const char *body, struct info_key *);

#define INFO_KEY_TEXT 48
void info_key_write(const struct info_key *, char text[INFO_KEY_TEXT]);

#endif
