#include "sip/info_key.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define KEYS "0123456789*#ABCD"
#define USUAL_MS 100
#define LONGEST_MS 60000

/* "5", "*", or the number of an RFC 4733 event: "10" is *, "11" is #. */
static char read_key(const char *s)
{
	size_t n;
	int event;

	s += strspn(s, " \t\r\n");
	n = strcspn(s, " \t\r\n");
	if (n == 1 && s[0] >= 'a' && s[0] <= 'd')
		return (char)(s[0] - 'a' + 'A');
	if (n == 1)
		return strchr(KEYS, s[0]) ? s[0] : '\0';
	if (n != 2 || s[0] != '1' || s[1] < '0' || s[1] > '5')
		return '\0';
	event = 10 + s[1] - '0';
	return KEYS[event];
}

/* The value of "Name=value", in whatever case and spacing; NULL: none. */
static const char *value_of(const char *body, const char *name)
{
	size_t n = strlen(name);

	for (const char *s = body; *s; s += strspn(s, "\r\n")) {
		s += strspn(s, " \t");
		if (!strncasecmp(s, name, n)) {
			const char *equals = s + n + strspn(s + n, " \t");

			if (*equals == '=')
				return equals + 1;
		}
		s += strcspn(s, "\r\n");
	}
	return NULL;
}

static int read_relay(const char *body, struct info_key *key)
{
	const char *signal = value_of(body, "Signal");
	const char *duration = value_of(body, "Duration");
	long ms = duration ? strtol(duration, NULL, 10) : USUAL_MS;

	key->key = signal ? read_key(signal) : '\0';
	key->duration_ms = ms < 1 ? USUAL_MS :
		ms > LONGEST_MS ? LONGEST_MS : (int)ms;
	return key->key ? 200 : 400;
}

int info_key_read(const char *content_type, const char *body,
	struct info_key *key)
{
	if (!strcasecmp(content_type, "application/dtmf-relay"))
		return read_relay(body, key);
	if (strcasecmp(content_type, "application/dtmf") != 0)
		return 415;
	key->key = read_key(body);
	key->duration_ms = USUAL_MS;
	return key->key ? 200 : 400;
}

void info_key_write(const struct info_key *key, char text[INFO_KEY_TEXT])
{
	snprintf(text, INFO_KEY_TEXT, "Signal=%c\r\nDuration=%d\r\n", key->key,
		key->duration_ms);
}
