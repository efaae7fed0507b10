/* contact_form.h - the page on which a contact is written. */
#ifndef UI_CONTACT_FORM_H
#define UI_CONTACT_FORM_H

struct contact;
struct ui;

/* A contact that is there. */
void contact_form_edit(struct ui *, const struct contact *);
/* A new one; name and number may be NULL. */
void contact_form_new(struct ui *, const char *name, const char *number);

#endif
