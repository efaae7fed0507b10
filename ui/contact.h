/* contact.h - somebody of the address book, whole.  What of it stands beside a
 * call is a contact_card.
 */
#ifndef UI_CONTACT_H
#define UI_CONTACT_H

#include <jansson.h>
#include <stdbool.h>

#include "contact_card.h"

#define CONTACT_NUMBERS 32	/* that are read of one */

struct contact_number {
	char *label;			/* owned; "" none */
	char *to;			/* owned; is dialled */
	char *shown;			/* owned; for the eye */
};

struct contact {
	char *id;			/* owned; as the engine has it */
	struct contact_card card;
	bool favourite;
	struct contact_number *numbers;	/* owned */
	int n_numbers;
};

struct contact *contact_read(const json_t *);	/* NULL: it is none */
void contact_free(struct contact *);		/* NULL may be given */

bool contact_same(const struct contact *, const struct contact *);
/* Name, else organization, else a number; never "". */
const char *contact_words(const struct contact *);

#endif
