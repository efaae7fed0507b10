#include "store/record_name.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "base/text.h"

struct writer {
	char text[RECORD_NAME_MAX + 1];
	size_t n;
};

/* The length of what may be kept as it is; 0: nothing. */
static int kept(const char *s, const char *end)
{
	int n;
	int32_t c = text_next(s, end, &n);

	if (c < 0)
		return 0;
	if (c >= 0x80)
		return n;
	return isalnum((int)c) || strchr("@+-_.", (int)c) ? 1 : 0;
}

static void put(struct writer *w, const char *bytes, size_t n)
{
	if (w->n + n > RECORD_NAME_MAX)
		return;
	memcpy(w->text + w->n, bytes, n);
	w->n += n;
}

/* Clean text: no controls, no direction marks, only whole characters. */
static void put_field(struct writer *w, const char *value)
{
	char *clean = text_clean(value, RECORD_FIELD_MAX);
	const char *s = clean, *end = s + strlen(s);
	int n, length;

	for (; s < end && s - clean < RECORD_FIELD_MAX; s += length) {
		text_next(s, end, &length);
		n = kept(s, end);
		put(w, n ? s : "_", n ? (size_t)n : 1);
	}
	mem_wipe_text(clean);
}

static void put_time(struct writer *w, const char *format, int64_t wall_ms)
{
	time_t seconds = wall_ms / 1000;
	struct tm tm;
	char text[32];

	localtime_r(&seconds, &tm);
	put(w, text, strftime(text, sizeof text, format, &tm));
}

static void put_date(struct writer *w, const struct record_fields *f)
{
	put_time(w, "%Y-%m-%d", f->wall_ms);
}

static void put_clock(struct writer *w, const struct record_fields *f)
{
	put_time(w, "%H%M%S", f->wall_ms);
}

static void put_remote(struct writer *w, const struct record_fields *f)
{
	put_field(w, f->remote && *f->remote ? f->remote : "unknown");
}

static void put_session(struct writer *w, const struct record_fields *f)
{
	char text[16];

	put(w, text, (size_t)snprintf(text, sizeof text, "%d", f->session));
}

static void put_account(struct writer *w, const struct record_fields *f)
{
	put_field(w, f->account && *f->account ? f->account : "none");
}

static const struct {
	const char *name;
	void (*put)(struct writer *, const struct record_fields *);
} fields[] = {
	{ "{date}", put_date },
	{ "{time}", put_clock },
	{ "{remote}", put_remote },
	{ "{session}", put_session },
	{ "{account}", put_account },
};

#define FIELDS (sizeof fields / sizeof *fields)

static size_t field_at(const char *s)
{
	size_t i = 0;

	while (i < FIELDS && strncmp(s, fields[i].name, strlen(fields[i].name)))
		i++;
	return i;
}

bool record_name_understands(const char *pattern)
{
	for (; *pattern; pattern++)
		if (*pattern == '{' && field_at(pattern) == FIELDS)
			return false;
	return true;
}

char *record_name(const char *pattern, const struct record_fields *f)
{
	struct writer w = { .n = 0 };
	const char *s;
	size_t i;

	while (*pattern) {
		i = field_at(pattern);
		if (i < FIELDS)
			fields[i].put(&w, f);
		else
			put(&w, *pattern == '/' ? "_" : pattern, 1);
		pattern += i < FIELDS ? strlen(fields[i].name) : 1;
	}
	w.text[w.n] = '\0';
	s = w.text + strspn(w.text, ".-");
	return mem_text(*s ? s : "call");
}
