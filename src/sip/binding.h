/* binding.h - the contacts that a registrar lists in a 200 to REGISTER (RFC
 * 3261 10.3, GRUUs of RFC 5627).  Engine thread.
 */
#ifndef SIP_BINDING_H
#define SIP_BINDING_H

#include <stdbool.h>

#define BINDINGS_MAX 64			/* more are not read */

struct binding {			/* texts are clean */
	char *contact;			/* URI */
	int expires_s;			/* -1: not said */
	double q;			/* -1: not said */
	char *instance;			/* "urn:uuid:..."; NULL none */
	int reg_id;			/* 0 none */
	bool ours;			/* of this phone */
	bool current;			/* the one that we registered last */
	char *pub_gruu, *temp_gruu;	/* URIs; NULL none */
};

struct bindings {
	struct binding items[BINDINGS_MAX];
	int n;
};

/* What makes a binding ours. */
struct binding_mark {
	const char *instance;		/* NULL none */
	int reg_id;
	const char *contact;		/* URI as registered */
};

#endif
