/* silent.h - servers that did not answer: no call waits for them until they do.
 * The module's thread.
 *
 *	a leg has waited in vain --> silent --AGAIN_MS--> asked --> answers: over
 *	                               '<------- no -------'
 *
 * One that no leg wants for FORGOTTEN_MS is over, too: the next one waits.
 */
#ifndef ICE_SILENT_H
#define ICE_SILENT_H

#include "ice/ice.h"

struct silent;

struct silent *silent_new(void);
void silent_free(struct silent *);

/* It is asked again at once.  By its address alone: no credentials are kept.
 * sure: it counts as silent until it answers, else once it does not.
 * why: what is known to be wrong with it already, in words; "" else. */
void silent_add(struct silent *, const struct ice_server *,
	const struct ice_tls *, bool sure, const char *why);
/* One that a leg wants: if it is, it is asked again at once, and this says in
 * words what is wrong with it; NULL: it is not. */
const char *silent_why(struct silent *, const struct ice_server *);

#endif
