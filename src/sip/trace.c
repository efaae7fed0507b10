#include "sip/trace.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <sofia-sip/su_log.h>

#include "base/log.h"

extern su_log_t nua_log[], nta_log[], tport_log[], iptsec_log[], nea_log[],
	sresolv_log[], soa_log[];

/* It comes in fragments, a line ends with its newline.  Messages are not in it:
 * see tap.c, which masks them. */
static struct {
	char text[2048];
	size_t n;
} line;

static void put_line(void)
{
	line.text[line.n] = '\0';
	if (line.text[strspn(line.text, " \t")])
		log_debug("sip", "%s", line.text);
}

static void on_fragment(void *stream, char const *format, va_list args)
{
	char text[2048];

	(void)stream;
	vsnprintf(text, sizeof text, format, args);
	for (const char *s = text; *s; s++) {
		if (*s != '\n') {
			if (line.n < sizeof line.text - 1)
				line.text[line.n++] = *s;
			continue;
		}
		line.text[line.n] = '\0';
		put_line();
		line.n = 0;
	}
}

void trace_init(void)
{
	static su_log_t *const logs[] = {
		NULL, nua_log, nta_log, tport_log, nea_log, sresolv_log,
		soa_log,
	};
	unsigned level = log_wants("sip", LOG_TRACE) ? 5 :
		log_wants("sip", LOG_DEBUG) ? 3 : 0;

	su_log_redirect(NULL, on_fragment, NULL);
	for (size_t i = 0; i < sizeof logs / sizeof *logs; i++)
		su_log_set_level(logs[i], level);
	su_log_set_level(iptsec_log, 0);	/* from 5 on it tells hashes */
}

bool trace_wants_messages(void)
{
	return log_wants("sip", LOG_TRACE);
}
