/* number.h - what was pasted, as something to dial; a number for the
 * eye.  Pure. */
#ifndef UI_NUMBER_H
#define UI_NUMBER_H

#include <stdbool.h>

/* "tel:+44 (0)20 7946-0958" -> "+442079460958"; what is no telephone number
 * comes back as one clean line.  The caller frees it. */
char *number_clean(const char *pasted);

/* A number or an address, not a name to look for: "20", "+44", "a@b". */
bool number_is_typed(const char *text);

/* "+442079460958" -> "+44 20 7946 0958", for the eye: the country's code stands
 * alone; what is behind it is grouped where its plan is known here.  Anything
 * else comes back as it is.  The caller frees it. */
char *number_shown(const char *number);

/* Only what can be sent as tones, 0-9 * # A-D and pauses; the caller frees. */
char *number_tones(const char *pasted);

#endif
