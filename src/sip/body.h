/* body.h - what came in the body of an INFO or a MESSAGE.  Engine thread. */
#ifndef SIP_BODY_H
#define SIP_BODY_H

#include "sip/stack.h"

#define BODY_MAX 16384			/* bytes; more is refused with 413 */
#define BODY_ACCEPTED "text/plain"

/* 200; 413: too long; 415: of a type that nobody here reads, or encoded. */
int body_judge(const sip_t *);
bool body_is_empty(const sip_t *);
/* "text/plain", clean; the caller's.  "" none. */
char *body_type(const sip_t *);
/* Its lines, each clean, with '\n' between them; the caller's. */
char *body_text(const sip_t *);

#endif
