/* mend_direct.h - where a digest would go that the stack is about to add.
 * Engine thread. */
#ifndef SIP_MEND_DIRECT_H
#define SIP_MEND_DIRECT_H

/* The host to which the request in hand goes straight, within a dialog, without
 * brackets; NULL: it begins one, or a proxy is on the way. */
const char *direct_host(void);

#endif
