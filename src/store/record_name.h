/* record_name.h - what the file of a recording is called.  Pure.
 *
 *	{date}-{remote}-{session}  -->  2026-11-28-alice-3
 *
 * Who calls chooses his own name, so what comes from outside may not leave the
 * folder, hide the file, look like an option or be endless: all but letters,
 * digits and @ + - _ . becomes '_', no dot or dash is first, and each field and
 * the whole are cut.
 */
#ifndef STORE_RECORD_NAME_H
#define STORE_RECORD_NAME_H

#include <stdbool.h>
#include <stdint.h>

#define RECORD_FIELD_MAX 64	/* bytes of one field */
#define RECORD_NAME_MAX 200	/* bytes of the name, without its ending */

struct record_fields {
	int64_t wall_ms;		/* {date} {time}: of the clock here */
	const char *remote;		/* user, or host; NULL: nobody said */
	const char *account;		/* name; NULL none */
	int session;			/* id */
};

/* The caller frees it. */
char *record_name(const char *pattern, const struct record_fields *);

/* All that stands in braces is a field. */
bool record_name_understands(const char *pattern);

#endif
