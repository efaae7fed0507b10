/* mend_class.h - see mend_class.c.  Engine thread. */
#ifndef SIP_MEND_CLASS_H
#define SIP_MEND_CLASS_H

void mend_class(void);		/* links it: nothing else names it here */

#endif
