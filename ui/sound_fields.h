/* sound_fields.h - devices and their volume as fields, of the settings and of
 * the first start.  What is chosen counts at once: the engine is asked, and says
 * why not.
 */
#ifndef UI_SOUND_FIELDS_H
#define UI_SOUND_FIELDS_H

#include "ui.h"
#include "widgets/form.h"

struct area;

/* all: volumes, ring and processing too, else the two devices. */
void sound_fields_add(struct ui *, struct form *, bool all);
/* Asks which devices there are; they go into the form of these fields that is
 * open then. */
void sound_fields_fetch(struct ui *);
/* true: it was one of them, and the engine is asked. */
bool sound_fields_changed(struct ui *, const struct field *);
void sound_fields_test(struct ui *);

/* How the devices are, and what the test heard; returns the rows it took. */
int sound_fields_draw(const struct ui *, const struct area *);

#endif
