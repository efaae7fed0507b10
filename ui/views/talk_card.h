/* talk_card.h - the card of a call that is talked in: small beside a list of
 * eight rows, tall where there is room to explain. */
#ifndef UI_VIEWS_TALK_CARD_H
#define UI_VIEWS_TALK_CARD_H

#include "screen.h"
#include "ui.h"
#include "views/card.h"

void talk_card_draw(const struct ui *, const struct session *,
	const struct area *);
void tall_card_draw(const struct ui *, const struct session *,
	const struct area *);

/* What goes on around it: a transfer, tones, a consultation, a conference. */
void talk_card_around(const struct ui *, const struct session *,
	struct card *);

void talk_card_keying(const struct session *, struct card *);
/* Which way sound takes, where ICE was asked; label NULL: a row of its own. */
void talk_card_path(const struct session *, const char *label, struct card *);
void talk_card_mute(const struct session *, struct card *);
void talk_card_recording(const struct ui *, const struct session *, char *text,
	int size);

/* "4.3 good", "3.2! poor", "-"; true: below what the person set. */
#define TALK_CARD_MOS 24
bool talk_card_mos(const struct ui *, const struct session *,
	char text[TALK_CARD_MOS]);

#endif
