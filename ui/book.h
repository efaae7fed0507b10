/* book.h - the contact that is chosen in the browser, and its last call. */
#ifndef UI_BOOK_H
#define UI_BOOK_H

#include "contact.h"

struct record;
struct ui;

/* In the tab of contacts, with the focus there; NULL: none. */
struct contact *book_chosen(const struct ui *);
/* Of its numbers the chosen one; NULL: none. */
const struct contact_number *book_number(const struct ui *);

/* The newest call with it among those that are here; NULL: none is. */
const struct record *book_last_call(const struct ui *, const struct contact *);

#endif
