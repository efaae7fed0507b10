/* call_row.h - one row of the list of calls, and where its parts stand. */
#ifndef UI_VIEWS_CALL_ROW_H
#define UI_VIEWS_CALL_ROW_H

#include "call_rows.h"
#include "screen.h"
#include "ui.h"

struct call_columns {
	int mark, state, party, party_columns;
	int address, address_columns;		/* -1 none, as all four below */
	int codec, security, mos, lock;
	int time, account, account_columns;
};

struct call_columns call_columns(const struct ui *, int width);
/* There are enough columns to need names. */
bool call_columns_are_named(const struct call_columns *);

void call_row_names(const struct area *, int row, const struct call_columns *);
/* more: calls that are below the last row, told in this one; else 0. */
void call_row_draw(const struct ui *, const struct call_row *,
	const struct area *, int row, const struct call_columns *, int more);

#endif
