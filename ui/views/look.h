/* look.h - how the state of a call looks, wherever it is shown. */
#ifndef UI_VIEWS_LOOK_H
#define UI_VIEWS_LOOK_H

#include "theme.h"
#include "ui.h"
#include "views/card.h"

enum role look_role(const struct ui *, const struct session *);
enum mark look_mark(const struct ui *, const struct session *);

/* Of a member of a conference: what follows its branch. */
enum mark look_member_mark(const struct session *);

#define LOOK_MOS 8
/* "4.3", "3.2!", "-"; true: it is below what the person set. */
bool look_mos(const struct ui *, const struct session *, char text[LOOK_MOS]);

/* Its time as a row shows it: exact where eyes are on it, else coarse. */
bool look_is_exact(const struct ui *, const struct session *);
void look_time(const struct ui *, const struct session *, char *text);
/* The same in five columns: "1h02" for what is longer than an hour. */
void look_short_time(const struct ui *, const struct session *, char *text);
/* The same in a card: "" where a row beside it has the time, since each clock
 * that ticks costs a slow line as much again. */
void look_time_beside(const struct ui *, const struct session *, char *text);

/* Of its encryption: whether anybody wants it counts. */
enum role look_protection(const struct ui *, const struct session *);
/* Its mark in a row; false: there is none, it does not talk or is not told. */
bool look_protection_mark(const struct session *, enum mark *);

/* Anybody may answer in the place of some account's server. */
bool look_is_unverified(const struct ui *);

#define LOOK_LABEL 8

/* Who the proxy says it is, whose call it was and who sent it here, in a row of
 * a card; nothing where none is told. */
void look_known(const struct session *, struct card *);

/* Company and note of a contact; nothing where there is none. */
void look_contact(const struct contact_card *, struct card *);

/* "12:02 out 0:41; Thu in 5:02": the last two with them, or nothing. */
void look_last_calls(const struct ui *, const struct session *, struct card *);

#endif
