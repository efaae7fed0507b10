#include "base/log.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"

#define AREAS 16
#define AREA_LENGTH 16
#define LINE_LENGTH 2048

static const char *const level_names[] = {
	"error", "warn", "info", "debug", "trace"
};

struct levels {
	enum log_level general;
	int n;
	struct { char area[AREA_LENGTH]; enum log_level level; } areas[AREAS];
};

static struct levels levels = { .general = LOG_INFO };
static log_sink *sink;
static void *sink_arg;
static pthread_mutex_t one_line = PTHREAD_MUTEX_INITIALIZER;

static int level_of(const char *name, size_t n)
{
	for (int i = 0; i <= LOG_TRACE; i++)
		if (strlen(level_names[i]) == n && !memcmp(level_names[i], name, n))
			return i;
	return -1;
}

/* One item of the list: "LEVEL" or "AREA=LEVEL". */
static bool take_item(struct levels *to, const char *item, size_t n)
{
	const char *equals = memchr(item, '=', n);
	const char *name = equals ? equals + 1 : item;
	int level = level_of(name, item + n - name);

	if (level < 0)
		return false;
	if (!equals) {
		to->general = level;
		return true;
	}
	if (to->n == AREAS || equals - item >= AREA_LENGTH || equals == item)
		return false;
	memcpy(to->areas[to->n].area, item, equals - item);
	to->areas[to->n++].level = level;
	return true;
}

static bool read_levels(struct levels *fresh, const char *text)
{
	*fresh = (struct levels){ .general = LOG_INFO };
	while (*text) {
		size_t n = strcspn(text, ",");

		if (!take_item(fresh, text, n))
			return false;
		text += n + (text[n] == ',');
	}
	return true;
}

bool log_configure(const char *text)
{
	struct levels fresh;
	bool understood = read_levels(&fresh, text);

	if (understood)
		levels = fresh;
	return understood;
}

bool log_understands(const char *text)
{
	struct levels unused;

	return read_levels(&unused, text);
}

void log_to(log_sink *to, void *arg)
{
	pthread_mutex_lock(&one_line);
	sink = to;
	sink_arg = arg;
	pthread_mutex_unlock(&one_line);
}

bool log_wants(const char *area, enum log_level level)
{
	for (int i = 0; i < levels.n; i++)
		if (!strcmp(levels.areas[i].area, area))
			return level <= levels.areas[i].level;
	return level <= levels.general;
}

static void put(enum log_level level, const char *line, size_t n)
{
	pthread_mutex_lock(&one_line);
	if (sink)
		sink(sink_arg, level, line, n);
	else	/* nobody may listen: then there is nobody to tell */
		fwrite(line, 1, n, stderr);
	pthread_mutex_unlock(&one_line);
}

void log_line(const char *area, enum log_level level, const char *format, ...)
{
	char text[LINE_LENGTH], line[LINE_LENGTH + 64], time[CLOCK_TEXT];
	va_list args;
	int n;

	if (!log_wants(area, level))
		return;
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	text_clean_line(text);
	clock_text(clock_wall_ms(), time);
	n = snprintf(line, sizeof line, "%s %s %s: %s\n", time,
		level_names[level], area, text);
	put(level, line, n < (int)sizeof line ? (size_t)n : sizeof line - 1);
}
