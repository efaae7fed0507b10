/* pin.h - a key that is known beforehand: SHA-256 of its SubjectPublicKeyInfo
 * (RFC 7469 2.4), as people write it.  Pure; any thread.
 */
#ifndef BASE_PIN_H
#define BASE_PIN_H

#include <stdbool.h>
#include <stdint.h>

#define PIN_BYTES 32
#define PIN_TEXT 45		/* base64 with its '\0' */

/* Base64, "sha256/" before it or not, or 64 hexadecimal digits, between which
 * colons may stand.  false: neither. */
bool pin_read(const char *text, uint8_t pin[PIN_BYTES]);

void pin_text(const uint8_t pin[PIN_BYTES], char text[PIN_TEXT]);

#endif
