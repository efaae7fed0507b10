/* contact_card.h - what the engine knows of somebody, beside a call. */
#ifndef UI_CONTACT_CARD_H
#define UI_CONTACT_CARD_H

#include <jansson.h>
#include <stdbool.h>

struct contact_card {
	char *id, *name;		/* owned, clean, as all; NULL: nobody's */
	char *organization, *note;	/* one line; NULL none */
};

/* From the `contact` of a session or of a call of the history. */
void contact_card_read(struct contact_card *, const json_t *);
void contact_card_clear(struct contact_card *);

/* The network tells another name; one that is only a number is none. */
bool contact_card_differs(const struct contact_card *, const char *told);

#endif
