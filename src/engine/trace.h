/* trace.h - the SIP messages of each session, as they were on the wire.  Engine
 * thread.
 *
 *	endpoint --> traces_note --> trace of (endpoint, Call-ID)
 *
 * An INVITE comes before its session: its trace waits to be claimed, with a
 * few others (the oldest goes).  The newest 256 KiB of each are kept.
 */
#ifndef ENGINE_TRACE_H
#define ENGINE_TRACE_H

struct endpoint;
struct trace;
struct traces;
struct ua_message;

struct traces *traces_new(void);
void traces_free(struct traces *);	/* all have been released; NULL too */

void traces_note(struct traces *, const struct endpoint *,
	const struct ua_message *);

/* What is and will be noted of this call, until it is released. */
struct trace *trace_claim(struct traces *, const struct endpoint *,
	const char *call_id);
void trace_release(struct trace *);	/* NULL may be given */

#endif
