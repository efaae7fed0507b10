/* times.h - times as the protocol and as people write them.  Pure, but for the
 * time zone. */
#ifndef UI_TIMES_H
#define UI_TIMES_H

#include <stdbool.h>
#include <stdint.h>

#define TIMES_TEXT 24		/* room for any of the texts below */

/* RFC 3339 -> wall clock ms; 0 for NULL and for what is none. */
int64_t times_parse(const char *text);

/* "02:13", "1:02:13". */
void times_duration(int64_t ms, char text[TIMES_TEXT]);

/* What a row shows that must not change each second: "0:07" to the second while
 * it is that young, "2:10" in steps of ten, from five minutes on "5m", "1h05".
 */
void times_coarse(int64_t ms, char text[TIMES_TEXT]);

/* "0 min", "12 min", "1h05": for who hears it. */
void times_minutes(int64_t ms, char text[TIMES_TEXT]);
int64_t times_minutes_next(int64_t ms);

/* "12 min", "3 h 12 min", "3 d 4 h". */
void times_long(int64_t ms, char text[TIMES_TEXT]);

/* ms until the others read differently. */
int64_t times_duration_next(int64_t ms);
int64_t times_coarse_next(int64_t ms);

void times_minute(int64_t wall_ms, char text[TIMES_TEXT]);	/* "14:32" */
void times_second(int64_t wall_ms, char text[TIMES_TEXT]);	/* "14:32:08" */
void times_week(int64_t wall_ms, char text[TIMES_TEXT]);	/* "Fri 14:32" */

bool times_same_day(int64_t wall_ms, int64_t other_wall_ms);
/* "today", "yesterday", "Thursday 26 November", "Wed 26 Nov 2025". */
void times_date(int64_t wall_ms, int64_t now_wall_ms, char text[TIMES_TEXT]);

/* "14:32" today, "Thu" within the last six days, else "11-21". */
void times_day(int64_t wall_ms, int64_t now_wall_ms, char text[TIMES_TEXT]);

#endif
