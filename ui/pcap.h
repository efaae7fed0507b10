/* pcap.h - the messages of a trace as a capture file, for the tools that read
 * such.  Pure.
 *
 * Raw IP (link type 101), a UDP packet a message, whatever carried it: the
 * tools know SIP by its port over UDP.  Our address is that of our Contact.
 */
#ifndef UI_PCAP_H
#define UI_PCAP_H

#include <stddef.h>

#include "trace.h"

/* The caller frees it; its size in *n. */
void *pcap_make(const struct trace *, size_t *n);

#endif
