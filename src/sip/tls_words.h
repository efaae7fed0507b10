/* tls_words.h - what OpenSSL says of a handshake that failed, for people.
 * Engine thread.
 */
#ifndef SIP_TLS_WORDS_H
#define SIP_TLS_WORDS_H

#include <stdbool.h>

#include "sip/tls_files.h"

/* The newest error of this thread's queue, which stays; there is one.  shown: a
 * certificate of ours was. */
void tls_words_failed(char why[TLS_WHY], bool shown);

/* An alert that came: its description (RFC 8446 6). */
void tls_words_alert(char why[TLS_WHY], int description, bool shown);

#endif
