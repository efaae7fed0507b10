/* mend_queue.h - see mend_queue.c.  Engine thread. */
#ifndef SIP_MEND_QUEUE_H
#define SIP_MEND_QUEUE_H

void mend_queue(void);		/* before the first nua_t; again: nothing */

#endif
