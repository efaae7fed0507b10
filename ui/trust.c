#include "trust.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "times.h"

#define DAY_MS (24 * 3600 * 1000LL)

static char *clean(const json_t *o, const char *name)
{
	return text_clean(json_text(o, name), TEXT_CHARACTERS);
}

void trust_read(struct trust *t, const json_t *tls)
{
	*t = (struct trust){
		.by_tls = json_is_object(tls),
		.version = clean(tls, "version"),
		.cipher = clean(tls, "cipher"),
		.peer = clean(tls, "peer"),
		.verify = clean(tls, "verify"),
		.problem = clean(tls, "problem"),
		.pin = clean(tls, "pin"),
		.expires = times_parse(json_text(tls, "expires")),
		.own_expires = times_parse(json_text(tls, "own_expires")),
	};
}

void trust_clear(struct trust *t)
{
	free(t->version);
	free(t->cipher);
	free(t->peer);
	free(t->verify);
	free(t->problem);
	free(t->pin);
	*t = (struct trust){ 0 };
}

bool trust_is_off(const struct trust *t)
{
	return t->verify && !strcmp(t->verify, "off");
}

/* Which of the two ends first. */
static bool ours_is_first(const struct trust *t)
{
	return t->own_expires && (!t->expires || t->own_expires < t->expires);
}

static int64_t first_end(const struct trust *t)
{
	return ours_is_first(t) ? t->own_expires : t->expires;
}

static int64_t left_ms(const struct trust *t)
{
	return first_end(t) - clock_wall_ms();
}

bool trust_ends_soon(const struct trust *t)
{
	return first_end(t) && left_ms(t) < TRUST_SOON_DAYS * DAY_MS;
}

/* --- words -----------------------------------------------------------------*/

/* "TLSv1.3" as people write it. */
static const char *number(const char *version)
{
	return !strncmp(version, "TLSv", 4) ? version + 4 : version;
}

static void verified(const struct trust *t, char text[TRUST_TEXT])
{
	const char *how = t->verify ? t->verify : "full";

	if (!strcmp(how, "off"))
		text_format(text, TRUST_TEXT, "NOT verified");
	else if (!strcmp(how, "pin"))
		text_format(text, TRUST_TEXT, "key as pinned");
	else if (!strcmp(how, "ca"))
		text_format(text, TRUST_TEXT, "issuer alone verified");
	else
		text_format(text, TRUST_TEXT, "verified%s%s",
			t->peer ? ": " : "", t->peer ? t->peer : "");
}

void trust_words(const struct trust *t, char text[TRUST_TEXT])
{
	char how[TRUST_TEXT];

	text[0] = '\0';
	if (!t->by_tls)
		return;
	verified(t, how);
	if (t->version)
		text_format(text, TRUST_TEXT, "TLS %s, %s", number(t->version),
			how);
	else
		text_format(text, TRUST_TEXT, trust_is_off(t) ?
			"TLS, NOT verified" : "TLS, not connected");
}

void trust_end_words(const struct trust *t, char text[TRUST_TEXT])
{
	const char *whose = ours_is_first(t) ? "our " : "";
	int64_t left = left_ms(t);
	time_t seconds = first_end(t) / 1000;
	char day[16];
	struct tm tm;

	text[0] = '\0';
	if (!first_end(t))
		return;
	localtime_r(&seconds, &tm);
	strftime(day, sizeof day, "%Y-%m-%d", &tm);
	if (left <= 0)
		text_format(text, TRUST_TEXT, "%scertificate ENDED on %s",
			whose, day);
	else if (trust_ends_soon(t))
		text_format(text, TRUST_TEXT, "%scertificate ENDS in %d day%s",
			whose, (int)(left / DAY_MS),
			left / DAY_MS == 1 ? "" : "s");
	else
		text_format(text, TRUST_TEXT, "%scertificate until %s", whose,
			day);
}
