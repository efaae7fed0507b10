#include "times.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define MINUTE 60000
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

/* "Z" or "+01:00" in ms; -1 in *ok where it is neither. */
static int64_t zone(const char *text, int *ok)
{
	int hours, minutes;

	*ok = 1;
	if (*text == 'Z' || *text == 'z')
		return 0;
	if (sscanf(text + 1, "%2d:%2d", &hours, &minutes) != 2 ||
			(*text != '+' && *text != '-'))
		*ok = 0;
	else if (*text == '+')
		return (int64_t)hours * HOUR + (int64_t)minutes * MINUTE;
	else
		return -((int64_t)hours * HOUR + (int64_t)minutes * MINUTE);
	return 0;
}

static int64_t fraction(const char **text)
{
	int64_t ms = 0, unit = 100;

	if (**text != '.')
		return 0;
	for (++*text; **text >= '0' && **text <= '9'; ++*text, unit /= 10)
		ms += (**text - '0') * unit;
	return ms;
}

int64_t times_parse(const char *text)
{
	struct tm tm = { 0 };
	int n = 0, ok;
	int64_t ms, offset;

	if (!text || sscanf(text, "%4d-%2d-%2d%*1[Tt ]%2d:%2d:%2d%n",
			&tm.tm_year, &tm.tm_mon, &tm.tm_mday, &tm.tm_hour,
			&tm.tm_min, &tm.tm_sec, &n) != 6 || !n)
		return 0;
	text += n;
	tm.tm_year -= 1900;
	tm.tm_mon -= 1;
	ms = fraction(&text);
	offset = zone(text, &ok);
	return ok ? (int64_t)timegm(&tm) * 1000 + ms - offset : 0;
}

void times_duration(int64_t ms, char text[TIMES_TEXT])
{
	int64_t seconds = ms > 0 ? ms / 1000 : 0;

	if (seconds < 3600)
		snprintf(text, TIMES_TEXT, "%02d:%02d", (int)(seconds / 60),
			(int)(seconds % 60));
	else
		snprintf(text, TIMES_TEXT, "%d:%02d:%02d",
			(int)(seconds / 3600), (int)(seconds / 60 % 60),
			(int)(seconds % 60));
}

int64_t times_duration_next(int64_t ms)
{
	return ms < 0 ? -ms + 1000 : 1000 - ms % 1000;
}

static int64_t coarse_step(int64_t ms)
{
	return ms < 10000 ? 1000 : ms < 5 * MINUTE ? 10000 : MINUTE;
}

void times_coarse(int64_t ms, char text[TIMES_TEXT])
{
	int64_t step = coarse_step(ms);
	int64_t seconds = ms > 0 ? ms / step * step / 1000 : 0;

	if (seconds < 300)
		snprintf(text, TIMES_TEXT, "%d:%02d", (int)(seconds / 60),
			(int)(seconds % 60));
	else if (seconds < 3600)
		snprintf(text, TIMES_TEXT, "%dm", (int)(seconds / 60));
	else
		snprintf(text, TIMES_TEXT, "%dh%02d", (int)(seconds / 3600),
			(int)(seconds / 60 % 60));
}

void times_long(int64_t ms, char text[TIMES_TEXT])
{
	long minutes = ms > 0 ? (long)(ms / MINUTE) : 0;

	if (minutes < 60)
		snprintf(text, TIMES_TEXT, "%ld min", minutes);
	else if (minutes < 24 * 60)
		snprintf(text, TIMES_TEXT, "%ld h %ld min", minutes / 60,
			minutes % 60);
	else
		snprintf(text, TIMES_TEXT, "%ld d %ld h", minutes / (24 * 60),
			minutes / 60 % 24);
}

int64_t times_coarse_next(int64_t ms)
{
	return ms < 0 ? -ms + 1000 : coarse_step(ms) - ms % coarse_step(ms);
}

void times_minutes(int64_t ms, char text[TIMES_TEXT])
{
	int minutes = ms > 0 ? (int)(ms / MINUTE) : 0;

	if (minutes < 60)
		snprintf(text, TIMES_TEXT, "%d min", minutes);
	else
		snprintf(text, TIMES_TEXT, "%dh%02d", minutes / 60,
			minutes % 60);
}

int64_t times_minutes_next(int64_t ms)
{
	return ms < 0 ? -ms + MINUTE : MINUTE - ms % MINUTE;
}

static void local(int64_t wall_ms, const char *format, char text[TIMES_TEXT])
{
	time_t seconds = wall_ms / 1000;
	struct tm tm;

	if (!localtime_r(&seconds, &tm) ||
			!strftime(text, TIMES_TEXT, format, &tm))
		text[0] = '\0';
}

void times_minute(int64_t wall_ms, char text[TIMES_TEXT])
{
	local(wall_ms, "%H:%M", text);
}

void times_week(int64_t wall_ms, char text[TIMES_TEXT])
{
	local(wall_ms, "%a %H:%M", text);
}

void times_second(int64_t wall_ms, char text[TIMES_TEXT])
{
	local(wall_ms, "%H:%M:%S", text);
}

void times_day(int64_t wall_ms, int64_t now_wall_ms, char text[TIMES_TEXT])
{
	char day[TIMES_TEXT], today[TIMES_TEXT];

	local(wall_ms, "%F", day);
	local(now_wall_ms, "%F", today);
	if (!strcmp(day, today))
		local(wall_ms, "%H:%M", text);
	else if (now_wall_ms - wall_ms < 6 * (int64_t)DAY)
		local(wall_ms, "%a", text);
	else
		local(wall_ms, "%m-%d", text);
}

bool times_same_day(int64_t a, int64_t b)
{
	char day[TIMES_TEXT], other[TIMES_TEXT];

	local(a, "%F", day);
	local(b, "%F", other);
	return !strcmp(day, other);
}

void times_date(int64_t wall_ms, int64_t now_wall_ms, char text[TIMES_TEXT])
{
	char year[TIMES_TEXT], this_year[TIMES_TEXT];

	local(wall_ms, "%Y", year);
	local(now_wall_ms, "%Y", this_year);
	if (times_same_day(wall_ms, now_wall_ms))
		strcpy(text, "today");
	else if (times_same_day(wall_ms, now_wall_ms - DAY))
		strcpy(text, "yesterday");
	else if (!strcmp(year, this_year))
		local(wall_ms, "%A %e %B", text);
	else
		local(wall_ms, "%a %e %b %Y", text);
}
