/* stun_name.h - see stun_name.c.  Any thread. */
#ifndef ICE_STUN_NAME_H
#define ICE_STUN_NAME_H

void stun_name(void);		/* links it: nothing else names it here */

#endif
