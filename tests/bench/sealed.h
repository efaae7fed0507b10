/* sealed.h - SRTP for what stands beside the phone in a figure: the least that it
 * can cost with libsrtp2.
 */
#ifndef BENCH_SEALED_H
#define BENCH_SEALED_H

#include <srtp2/srtp.h>

/* text: "SUITE:HEX", the RFC's name and the key in hexadecimal digits; "-": none,
 * and both are NULL.  Ends the program where it cannot. */
void sealed_open(const char *text, srtp_t *out, srtp_t *in);

#endif
