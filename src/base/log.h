/* log.h - lines for the person who runs the engine.  Engine, store and device
 * threads; never the media thread.
 *
 * A line is "TIME LEVEL area: text", one line whatever the text holds (control
 * characters become '?').  Secrets are the caller's to leave out.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>
#include <stddef.h>

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG, LOG_TRACE };

/* "info", or "info,sip=debug,media=trace".  false: not understood, nothing
 * changed. */
bool log_configure(const char *levels);
bool log_understands(const char *levels);	/* the same, without doing it */

/* Where whole lines (with newline) go; NULL: standard error. Must not block. */
typedef void log_sink(void *arg, enum log_level, const char *line, size_t n);
void log_to(log_sink *, void *arg);

bool log_wants(const char *area, enum log_level);
void log_line(const char *area, enum log_level, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#define log_error(area, ...) log_line(area, LOG_ERROR, __VA_ARGS__)
#define log_warn(area, ...)  log_line(area, LOG_WARN, __VA_ARGS__)
#define log_info(area, ...)  log_line(area, LOG_INFO, __VA_ARGS__)
#define log_debug(area, ...) log_line(area, LOG_DEBUG, __VA_ARGS__)

#endif
