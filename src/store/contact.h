/* contact.h - somebody who can be called, as the phone knows them.  Pure. */
#ifndef STORE_CONTACT_H
#define STORE_CONTACT_H

#include <stdbool.h>
#include <stddef.h>

#define CONTACT_NUMBERS 20		/* of one; others are left alone */
#define CONTACT_TEXT 256		/* characters of a name, ... */

struct contact_number {
	char *label;			/* owned; "work", "mobile", "sip", "" */
	char *to;			/* owned; a number or a sip: URI */
};

/* Texts are owned; never NULL but for id of one that is new. */
struct contact {
	char *id;			/* its UID */
	char *name, *organization, *note;
	bool favourite;
	struct contact_number numbers[CONTACT_NUMBERS];
	int n;
};

void contact_clear(struct contact *);
void contact_copy(struct contact *, const struct contact *from);
bool contact_same(const struct contact *, const struct contact *);
void contact_add_number(struct contact *, const char *label, const char *to);

/* What is compared of a number: its digits, + as 00; of a SIP URI: user@host in
 * small letters, or the digits of a user that is a number.  "": nothing. */
#define CONTACT_KEY 80
void contact_key(const char *to, char key[CONTACT_KEY]);

#endif
