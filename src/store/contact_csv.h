/* contact_csv.h - contacts of a table, as other programs export them.  Pure.
 *
 *	First Name;Last Name;Company;Business Phone	names of columns, first
 *	Carol;Sample;Sample Ltd;2014			a contact a row
 *
 * Fields are parted by ; , or a tab, whichever the first line has most of.
 */
#ifndef STORE_CONTACT_CSV_H
#define STORE_CONTACT_CSV_H

#include <stddef.h>

#include "store/contact.h"

/* fn borrows each contact; its id is NULL.  on_problem: "row 3: ...". */
void contact_csv_read(const char *text, size_t n,
	void (*fn)(void *arg, const struct contact *),
	void (*on_problem)(void *arg, const char *text), void *arg);

#endif
