#include "control/value.h"

#include <math.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/text.h"

#define LONGEST 512	/* characters: who calls may send 60 kB of name */

static bool is_plain(const char *text)
{
	size_t n = 0;

	while (text[n] >= ' ' && text[n] <= '~' && n < LONGEST)
		n++;
	return !text[n];
}

/* Nearly all are plain: events are told while a call waits for its answer. */
json_t *value_words(const char *text)
{
	char *clean;
	json_t *value;

	if (!text)
		return json_null();
	if (is_plain(text))
		return json_string_nocheck(text);
	clean = text_clean(text, LONGEST);
	value = json_string(clean);
	free(clean);
	return value;
}

json_t *value_time(int64_t wall_ms)
{
	char text[CLOCK_TEXT];

	if (!wall_ms)
		return json_null();
	clock_text(wall_ms, text);
	return json_string(text);
}

json_t *value_known(int n)
{
	return n < 0 ? json_null() : json_integer(n);
}

json_t *value_real(double x)
{
	return x < 0 || !isfinite(x) ? json_null() : json_real(x);
}

json_t *value_status(int n)
{
	return n ? json_integer(n) : json_null();
}

json_t *value_party(const struct party_view *p)
{
	return json_pack("{s:o, s:o}", "uri", value_words(p->uri),
		"display_name", value_words(p->display_name));
}

json_t *value_end(const char *by, int status, const char *reason)
{
	if (!by)
		return json_null();
	return json_pack("{s:o, s:o, s:o}", "by", value_words(by),
		"status", value_status(status), "reason", value_words(reason));
}
