/* mend_demoted.h - how long a registrar that failed stays behind the others of
 * its name.  Engine thread. */
#ifndef SIP_MEND_DEMOTED_H
#define SIP_MEND_DEMOTED_H

/* Ten times what it costs to find out; t1x64_ms: timers B and F. */
void demoted_after(int t1x64_ms);

#endif
