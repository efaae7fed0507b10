/* number.h - what was pasted, as something to dial.  Pure. */
#ifndef UI_NUMBER_H
#define UI_NUMBER_H

#include <stdbool.h>

/* "tel:+44 (0)20 7946-0958" -> "+442079460958"; what is no telephone number
 * comes back as one clean line.  The caller frees it. */
char *number_clean(const char *pasted);

/* A number or an address, not a name to look for: "20", "+44", "a@b". */
bool number_is_typed(const char *text);

/* Only what can be sent as tones, 0-9 * # A-D and pauses; the caller frees. */
char *number_tones(const char *pasted);

#endif
