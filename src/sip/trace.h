/* trace.h - what Sofia-SIP says goes to our log, area "sip", and nowhere else.
 *
 * Left alone it writes to standard error, at levels that the environment sets,
 * and one of its levels tells passwords' hashes.  At level debug its own notes
 * come, at level trace every message too, with credentials and keys left out.
 */
#ifndef SIP_TRACE_H
#define SIP_TRACE_H

#include <stdbool.h>

/* Before Sofia does anything; again: the level anew. */
void trace_init(void);
bool trace_wants_messages(void);

#endif
