/* record.h - the mirror of one call of the history. */
#ifndef UI_RECORD_H
#define UI_RECORD_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "contact_card.h"

struct record {
	long long id;
	bool outgoing, missed;
	char *account;			/* owned, the name; NULL none */
	char *uri, *name, *address;	/* owned, never NULL */
	char *shown;			/* owned; the address, readable */
	struct contact_card contact;
	char *target;			/* owned; to call back, "" cannot be */
	int64_t created, established, ended;	/* wall ms; 0 never */
	int status;			/* it ended with; 0 none */
	char *reason;			/* owned, may be NULL */
	char *codec;			/* owned; NULL: there was no sound */
	double mos;			/* on average; < 0 unknown */
};

struct record *record_read(const json_t *);	/* NULL: it is none */
void record_free(struct record *);
bool record_same(const struct record *, const struct record *);

/* Of the contact, else as told, else the number. */
const char *record_name(const struct record *);		/* "" nobody knows */
const char *record_party(const struct record *);	/* name, else number */

#define RECORD_RESULT 24
/* "02:13", "missed", "busy". */
void record_result(const struct record *, char text[RECORD_RESULT]);

#endif
