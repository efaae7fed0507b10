/* contact_card.h - what the engine knows of somebody, beside a call. */
#ifndef UI_CONTACT_CARD_H
#define UI_CONTACT_CARD_H

#include <jansson.h>

struct contact_card {
	char *id, *name;		/* owned, clean, as all; NULL: nobody's */
	char *organization, *note;	/* one line; NULL none */
};

/* From the `contact` of a session or of a call of the history. */
void contact_card_read(struct contact_card *, const json_t *);
void contact_card_clear(struct contact_card *);

#endif
