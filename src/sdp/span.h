/* span.h - a stretch of somebody else's text, read from its front.  Pure.
 *
 *	"m=audio 4000 RTP/AVP 0"   the text is neither changed nor copied and
 *	   ^s    ^end              needs no '\0'; what is cut off is gone
 */
#ifndef SDP_SPAN_H
#define SDP_SPAN_H

#include <stdbool.h>
#include <stddef.h>

struct span {
	const char *s, *end;
};

static inline size_t span_length(struct span span)
{
	return (size_t)(span.end - span.s);
}

/* Cuts off the first line; its LF or CR LF is gone. */
struct span span_line(struct span *text);

/* Cuts off the first word, with the blanks around it; empty: no more. */
struct span span_word(struct span *line);

/* Cuts off what stands before c, and c; all of it where there is no c. */
struct span span_until(struct span *line, char c);

bool span_is(struct span, const char *word);	/* ignores case */

/* Digits and nothing else, at most max. */
bool span_number(struct span, int max, int *value);

/* A copy with its '\0'.  false: longer than that, or something in it is not
 * printable ASCII; then copy is "". */
bool span_copy(struct span, char *copy, size_t size);

#endif
