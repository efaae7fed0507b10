/* mend_notify.h - see mend_notify.c.  Engine thread. */
#ifndef SIP_MEND_NOTIFY_H
#define SIP_MEND_NOTIFY_H

void mend_notify(void);		/* before the first nua_t; again: nothing */

#endif
