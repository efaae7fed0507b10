#include "oneshot/show.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"

struct writer {
	char *line;
	size_t n;
};

static void put(struct writer *w, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void put(struct writer *w, const char *format, ...)
{
	size_t room = SHOW_LINE - w->n;
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(w->line + w->n, room, format, args);
	va_end(args);
	w->n += n < 0 ? 0 : (size_t)n < room ? (size_t)n : room - 1;
}

static int characters(const char *text)
{
	const char *end = text + strlen(text);
	int count = 0, n;

	for (; text < end; text += n, count++)
		text_next(text, end, &n);
	return count;
}

/* In a column of so many characters: printf counts bytes. */
static void put_column(struct writer *w, const char *text, int width)
{
	int blanks = width - characters(text);

	put(w, "%s%*s", text, blanks > 0 ? blanks + 1 : 1, "");
}

static void finish(struct writer *w)
{
	while (w->n && w->line[w->n - 1] == ' ')
		w->line[--w->n] = '\0';
	text_clean_line(w->line);
}

static const char *text_or(const json_t *object, const char *name,
	const char *otherwise)
{
	const char *text = json_text(object, name);

	return text && *text ? text : otherwise;
}

/* --- times -----------------------------------------------------------------*/

/* Seconds since 1970 of RFC 3339 in UTC; 0: none. */
static int64_t seconds_of(const char *time)
{
	struct tm tm = { 0 };

	return time && strptime(time, "%Y-%m-%dT%H:%M:%S", &tm) ?
		(int64_t)timegm(&tm) : 0;
}

static void put_duration(struct writer *w, const char *from, const char *to)
{
	int64_t start = seconds_of(from);
	int64_t end = to ? seconds_of(to) : clock_wall_ms() / 1000;
	int64_t s = end > start ? end - start : 0;

	if (!start)
		return;
	if (s >= 3600)
		put(w, "%d:%02d:%02d ", (int)(s / 3600), (int)(s / 60 % 60),
			(int)(s % 60));
	else
		put(w, "%d:%02d ", (int)(s / 60), (int)(s % 60));
}

static void put_time(struct writer *w, const char *time)
{
	time_t seconds = (time_t)seconds_of(time);
	struct tm tm;
	char text[32];

	localtime_r(&seconds, &tm);
	strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &tm);
	put(w, "%s ", seconds ? text : "-");
}

/* ---------------------------------------------------------------------------*/

static void put_party(struct writer *w, const json_t *party, int width)
{
	const char *uri = text_or(party, "uri", "-");
	const char *name = text_or(party, "display_name", NULL);
	char both[512];

	snprintf(both, sizeof both, name ? "%s (%s)" : "%s", uri, name);
	put_column(w, both, width);
}

static void put_end(struct writer *w, const json_t *object)
{
	const json_t *end = json_object_get(object, "end");
	long long status = json_number(end, "status", 0);
	const char *reason = text_or(end, "reason", NULL);

	if (!json_is_object(end))
		return;
	put(w, "by %s ", text_or(end, "by", "?"));
	if (status)
		put(w, "%lld ", status);
	if (reason)
		put(w, "%s ", reason);
}

const char *show_state(const json_t *session)
{
	return text_or(session, "progress", text_or(session, "state", "?"));
}

static void put_conference(struct writer *w, const json_t *session)
{
	const json_t *member = json_object_get(session, "member");
	long long gain = json_number(member, "gain_db", 0);

	if (!json_is_object(member))
		return;
	put(w, "conference %lld ", json_number(session, "conference", 0));
	if (gain)
		put(w, "%+lld dB ", gain);
	if (json_is_true(json_object_get(member, "muted")))
		put(w, "not heard there ");
}

static void put_beside(struct writer *w, const json_t *session)
{
	const json_t *recording = json_object_get(session, "recording");
	const char *state = json_text(recording, "state");

	if (state)
		put(w, !strcmp(state, "paused") ? "recording paused " :
			"recorded ");
	if (json_is_object(json_object_get(session, "playing")))
		put(w, "hears a file ");
	if (json_is_object(json_object_get(session, "tap")))
		put(w, "tapped ");
}

/* What is agreed for the talk; before it begins that is nobody's business. */
static void put_encryption(struct writer *w, const json_t *session)
{
	const json_t *media = json_object_get(session, "media");
	const char *security = json_text(media, "security");
	const char *suite = json_text(media, "suite");

	if (!security || strcmp(text_or(session, "state", ""), "established"))
		return;
	if (!strcmp(security, "none"))
		put(w, "NOT encrypted ");
	else if (!suite && json_text(media, "keying_problem"))
		put(w, "NO keys (%s) ", security);
	else
		put(w, "encrypted (%s%s%s) ", security, suite ? ", " : "",
			suite ? suite : "");
}

static void put_flags(struct writer *w, const json_t *session)
{
	static const struct { const char *name, *word; } flags[] = {
		{ "focused", "focused" }, { "held_by_us", "held" },
		{ "held_by_them", "held by them" }, { "muted", "muted" },
		{ "hold_pending", "hold pending" }, { "silenced", "silenced" },
	};

	for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
		if (json_is_true(json_object_get(session, flags[i].name)))
			put(w, "%s ", flags[i].word);
	put_conference(w, session);
	put_beside(w, session);
}

void show_session(const json_t *s, char line[SHOW_LINE])
{
	struct writer w = { line, 0 };
	char number[32];

	put(&w, "%-4lld ", json_number(s, "id", 0));
	snprintf(number, sizeof number, "%%%lld", json_number(s, "number", 0));
	put_column(&w, json_number(s, "number", 0) ? number : "-", 4);
	put_column(&w, show_state(s), 12);
	put(&w, "%s ", !strcmp(text_or(s, "direction", ""), "incoming") ?
		"<-" : "->");
	put_party(&w, json_object_get(s, "remote"), 36);
	put_duration(&w, json_text(s, "established"), json_text(s, "ended"));
	put_encryption(&w, s);
	put_flags(&w, s);
	put_end(&w, s);
	finish(&w);
}

/* Whoever compares it with what the server's owner says can pin it. */
static void put_pin(struct writer *w, const json_t *tls)
{
	const char *pin = json_text(tls, "pin");

	if (pin && json_text(tls, "problem"))
		put(w, "(the key that was shown: tls_pin = \"%s\") ", pin);
}

/* To the day: for people. */
static void put_end_of(struct writer *w, const char *what, const char *when)
{
	if (when)
		put(w, "%s until %.10s ", what, when);
}

/* Of the server; what failed is the registration's reason already. */
static void put_trust(struct writer *w, const json_t *tls)
{
	const char *version = json_text(tls, "version");
	const char *verify = text_or(tls, "verify", "full");

	if (version && strcmp(verify, "off"))
		put(w, "%s, verified (%s) ", version, verify);
	else if (json_is_object(tls) && !strcmp(verify, "off"))
		put(w, "%s, NOT verified ", version ? version : "TLS");
	if (json_text(tls, "problem"))
		return;
	put_end_of(w, "certificate", json_text(tls, "expires"));
	put_end_of(w, "ours", json_text(tls, "own_expires"));
}

/* How others see it, where that is not how it is; and what would keep calls
 * from being heard. */
static void put_nat(struct writer *w, const json_t *nat)
{
	const char *type = text_or(nat, "type", "none");
	const char *address = json_text(nat, "public_address");

	if (strcmp(type, "none") && address)
		put(w, "behind a %sNAT, seen at %s ", strcmp(type, "symmetric") ?
			"" : "symmetric ", address);
	else if (!strcmp(text_or(nat, "mode", ""), "static") && address)
		put(w, "said to be at %s ", address);
	if (!strcmp(text_or(nat, "stun", ""), "silent"))
		put(w, "(no STUN server answers) ");
}

void show_account(const json_t *a, char line[SHOW_LINE])
{
	struct writer w = { line, 0 };
	const json_t *r = json_object_get(a, "registration");
	const json_t *tls = json_object_get(a, "tls");
	long long next = json_number(r, "next_attempt_in_s", -1);

	put_column(&w, text_or(a, "name", "?"), 12);
	put_column(&w, text_or(a, "aor", "?"), 36);
	put_column(&w, text_or(r, "state", "?"), 12);
	/* Without TLS nobody answered: that status is the library's own. */
	if (json_number(r, "status", 0) >= 300 && !json_text(tls, "problem"))
		put(&w, "%lld ", json_number(r, "status", 0));
	put(&w, "%s%s", text_or(r, "reason", ""), json_text(r, "reason") ?
		" " : "");
	put_pin(&w, tls);
	if (next >= 0)
		put(&w, "(again in %lld s) ", next);
	put_trust(&w, tls);
	put_nat(&w, json_object_get(a, "nat"));
	finish(&w);
}

void show_call(const json_t *c, char line[SHOW_LINE])
{
	struct writer w = { line, 0 };
	bool incoming = !strcmp(text_or(c, "direction", ""), "incoming");
	bool missed = json_is_true(json_object_get(c, "missed"));

	put_time(&w, json_text(c, "created"));
	put(&w, "%s ", missed ? "<x" : incoming ? "<-" : "->");
	put_party(&w, json_object_get(c, "remote"), 36);
	put_column(&w, text_or(c, "account", "-"), 10);
	put_duration(&w, json_text(c, "established"), json_text(c, "ended"));
	if (!json_text(c, "established"))
		put_end(&w, c);
	finish(&w);
}

static void put_object(struct writer *w, const json_t *params)
{
	static const struct {
		const char *name;
		void (*show)(const json_t *, char *);
	} kinds[] = {
		{ "session", show_session }, { "account", show_account },
		{ "call", show_call },
	};
	char text[SHOW_LINE];

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		const json_t *o = json_object_get(params, kinds[i].name);

		if (!json_is_object(o))
			continue;
		kinds[i].show(o, text);
		put(w, "%s ", text);
	}
}

static bool is_told(const char *name)
{
	static const char *const told[] = { "topic", "seq", "time", "session",
		"account", "call" };

	for (size_t i = 0; i < sizeof told / sizeof *told; i++)
		if (!strcmp(name, told[i]))
			return true;
	return false;
}

/* What has no form of its own is told as it came. */
static void put_rest(struct writer *w, const json_t *params)
{
	const char *name;
	json_t *value;

	json_object_foreach((json_t *)params, name, value) {
		char *text;

		if (is_told(name))
			continue;
		text = json_is_string(value) ? NULL : json_dumps(value,
			JSON_ENCODE_ANY | JSON_REAL_PRECISION(6));
		put(w, "%s=%s ", name, text ? text : json_string_value(value));
		free(text);
	}
}

void show_event(const json_t *params, char line[SHOW_LINE])
{
	struct writer w = { line, 0 };

	put_time(&w, json_text(params, "time"));
	put_column(&w, text_or(params, "topic", "?"), 18);
	put_object(&w, params);
	put_rest(&w, params);
	finish(&w);
}

static void show_value(const char *name, const json_t *value, int indent)
{
	char *raw = json_is_string(value) ? NULL :
		json_dumps(value, JSON_ENCODE_ANY | JSON_REAL_PRECISION(6));
	const char *text = raw ? raw : json_string_value(value);
	char *clean = text_clean(json_is_null(value) ? "-" : text, SHOW_LINE);

	printf("%*s%-*s %s\n", indent, "", 24 - indent, name, clean);
	free(clean);
	free(raw);
}

void show_members(const json_t *object, int indent)
{
	const char *name;
	json_t *value;

	json_object_foreach((json_t *)object, name, value) {
		if (!json_is_object(value)) {
			show_value(name, value, indent);
			continue;
		}
		printf("%*s%s\n", indent, "", name);
		show_members(value, indent + 2);
	}
}

void show_list(json_t *list, void (*show)(const json_t *, char *),
	const char *heading, const char *none)
{
	char line[SHOW_LINE];
	const json_t *item;
	size_t i;

	puts(json_array_size(list) ? heading : none);
	json_array_foreach(list, i, item) {
		show(item, line);
		puts(line);
	}
}
