/* spoken.h - how things are, in one line each that is read aloud well: words in
 * the order of their importance, no columns, no marks. */
#ifndef UI_SPOKEN_H
#define UI_SPOKEN_H

#include "ui.h"

#define SPOKEN_LINE 1024

/* "call 1 Bob Example: active 02:13, opus, encrypted (dtls), muted,
 * selected" */
void spoken_session(const struct ui *, const struct session *,
	char line[SPOKEN_LINE]);
/* The same, short: "call 1 Bob Example" */
void spoken_name(const struct session *, char line[SPOKEN_LINE]);
/* "call 1 Bob Example: MOS 4.2, loss 0.2 percent, jitter 4 ms, .." */
void spoken_quality(const struct session *, char line[SPOKEN_LINE]);
/* "Bob Example, Example Ltd, favourite: work +44 20 7946 0958, mobile 2031" */
struct contact;
void spoken_contact(const struct contact *, char line[SPOKEN_LINE]);
/* "fax fax@pbx.example.net: FAIL, 403 Forbidden" */
void spoken_account(const struct account *, char line[SPOKEN_LINE]);
/* "14:20 from Bob Example, +44 20 7946 0958: 02:13, work" */
void spoken_record(const struct record *, char line[SPOKEN_LINE]);
/* "speaker alsa:default: running, volume 70 percent" */
void spoken_audio(const char *what, const struct audio_end *,
	char line[SPOKEN_LINE]);

/* "2 calls, call 1 Bob Example: active ..; 2 of 3 accounts ok, fax FAIL, 403
 * Forbidden; do not disturb off" */
void spoken_status(const struct ui *, char line[SPOKEN_LINE]);

#endif
