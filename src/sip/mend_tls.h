#ifndef SIP_MEND_TLS_H
#define SIP_MEND_TLS_H

/* So that the linker takes the whole file. */
void mend_tls(void);

#endif
