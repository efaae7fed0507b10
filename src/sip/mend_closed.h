/* mend_closed.h - see mend_closed.c.  Engine thread. */
#ifndef SIP_MEND_CLOSED_H
#define SIP_MEND_CLOSED_H

void mend_closed(void);		/* links it: nothing else names it here */

#endif
