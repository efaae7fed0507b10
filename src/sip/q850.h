/* q850.h - causes of the telephone network in words (ITU-T Q.850 2.2.7).
 * Pure. */
#ifndef SIP_Q850_H
#define SIP_Q850_H

/* "user busy" for 17 ...; those that are in no table by their class; NULL: no
 * cause, 1-127. */
const char *q850_words(int cause);

#endif
