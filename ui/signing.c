#include "signing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/text.h"

void signing_clear(struct signing *s)
{
	memset(s, 0, sizeof *s);
}

void signing_start(struct signing *s, int account, int64_t since)
{
	signing_clear(s);
	s->account = account;
	s->since = since;
	s->waits = true;
}

void signing_wait_words(const struct signing *s, char *text, int size)
{
	int seconds = (int)((clock_ms() - s->since) / 1000);

	if (seconds < 3)
		snprintf(text, size, "signing in ..");
	else
		snprintf(text, size, "signing in .. %d s, no answer yet",
			seconds);
}

static void done(struct signing *s, bool ok)
{
	s->waits = false;
	s->ok = ok;
}

void signing_refused(struct signing *s, const char *error)
{
	snprintf(s->text, sizeof s->text, "%s", error);
	s->advice[0] = '\0';
	done(s, false);
}

/* The Contact that was registered says by what: "sip:a@1.2.3.4;transport=tcp",
 * udp where it does not. */
static const char *transport(const struct account *a)
{
	const char *said = a->contact ?
		strcasestr(a->contact, ";transport=") : NULL;

	if (!said)
		return "udp";
	return !strncasecmp(said + 11, "tcp", 3) ? "tcp" :
		!strncasecmp(said + 11, "tls", 3) ? "tls" : "udp";
}

static void told_ok(struct signing *s, const struct account *a)
{
	int n = snprintf(s->text, sizeof s->text, "%d %s in %lld ms, %s",
		a->status ? a->status : 200, a->reason && *a->reason ?
		a->reason : "OK", (long long)(clock_ms() - s->since),
		transport(a));

	if (a->expires_in_s > 0 && n < SIGNING_TEXT)
		snprintf(s->text + n, sizeof s->text - n, ", expires in %d s",
			a->expires_in_s);
	done(s, true);
}

/* What a status means to a person who just typed address and password. */
static const struct {
	int first, last;
	const char *advice;
} meanings[] = {
	{ 0, 0, "no server was reached: is the address right, and the network "
	  "there?" },
	{ 401, 401, "the server does not take this password, or not for this "
	  "sign-in name" },
	{ 403, 403, "the server does not let this account in: password, "
	  "sign-in name or a right are wrong" },
	{ 404, 404, "the server does not know this address" },
	{ 407, 407, "the server does not take this password, or not for this "
	  "sign-in name" },
	{ 408, 408, "no answer: the server is not there, or a firewall is in "
	  "between; another transport may help" },
	{ 423, 423, "the server wants to be asked less often" },
	{ 503, 503, "is the address right, and the server there?  Or it has too "
	  "much to do" },
	{ 400, 499, "the server refuses it" },
	{ 500, 599, "the server is in trouble: try again later" },
	{ 600, 699, "the server refuses it" },
};

static const char *meaning(int status)
{
	for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++)
		if (status >= meanings[i].first && status <= meanings[i].last)
			return meanings[i].advice;
	return "";
}

/* Without TLS nobody has been told anything.  A key was shown where the server
 * is not believed; else it is not there, or no TLS came about. */
void signing_without_tls(const struct trust *t, char advice[SIGNING_TEXT])
{
	if (t->pin)
		text_format(advice, SIGNING_TEXT, "The password was not "
			"sent.  Verify server (g e) says whom to believe; if "
			"its owner names the same, this key can be pinned "
			"there: %s", t->pin);
	else
		text_format(advice, SIGNING_TEXT, "The password was not "
			"sent.  Are server, port and transport right, and the "
			"files of TLS (g e)?");
}

static void told_failed(struct signing *s, const struct account *a)
{
	char trouble[SIGNING_TEXT];

	account_trouble(a, trouble, sizeof trouble);
	snprintf(s->text, sizeof s->text, "%s", *trouble ? trouble : "failed");
	if (a->trust.problem)
		signing_without_tls(&a->trust, s->advice);
	else
		snprintf(s->advice, sizeof s->advice, "%s",
			meaning(a->status));
	done(s, false);
}

void signing_told(struct signing *s, const struct account *a)
{
	if (!s->waits || !a || a->id != s->account)
		return;
	if (a->state == ACCOUNT_OK)
		told_ok(s, a);
	else if (a->state == ACCOUNT_FAILED || a->state == ACCOUNT_BLOCKED)
		told_failed(s, a);
	else if (a->state == ACCOUNT_DIRECT)
		signing_refused(s, "it does not register (server: none)");
	else if (a->state == ACCOUNT_OFF)
		signing_refused(s, a->reason && *a->reason ? a->reason :
			"it is not in use");
}
