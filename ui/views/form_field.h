/* form_field.h - one field of a page: its label, its value, and what is to be
 * said of it. */
#ifndef UI_VIEWS_FORM_FIELD_H
#define UI_VIEWS_FORM_FIELD_H

#include "screen.h"
#include "widgets/form.h"

/* Columns for the labels of a form. */
int form_field_label(const struct form *, const struct area *);

/* From that column on, 0 but for what stands beside another; returns the column
 * behind it.  dots: between label and value. */
int form_field_draw(const struct field *, bool focused, bool dots,
	const struct area *, int row, int column, int label);

#endif
