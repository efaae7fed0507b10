/* protection.h - who else can hear a call, in words: how its sound is
 * encrypted, and which way it takes.  Pure.
 *
 *	"dtls", "AEAD_AES_256_GCM"	-->  "SRTP AES-256-GCM, DTLS"
 *	"none"				-->  "no encryption"
 *	ICE, srflx and relay		-->  "relayed by TURN there"
 */
#ifndef UI_PROTECTION_H
#define UI_PROTECTION_H

#include <jansson.h>
#include <stdbool.h>

#define PROTECTION_TEXT 64

struct protection {
	char *security;			/* owned; "none", "sdes", "dtls"; NULL
					 * not told */
	char *suite;			/* owned; "AEAD_AES_256_GCM"; NULL */
	char *problem;			/* owned; why there are no keys; NULL */
	char *ice;			/* owned; its state; NULL: without */
	char *ice_here, *ice_there;	/* owned; types of the pair; NULL */
};

/* Of a session's media; what was there is not freed. */
void protection_read(struct protection *, const json_t *media);
void protection_clear(struct protection *);

/* false, both: not told. */
bool protection_is_open(const struct protection *);
bool protection_is_on(const struct protection *);
/* The two phones have no keys yet: nothing is heard, in clear neither. */
bool protection_is_awaited(const struct protection *);
/* And will have none, as it looks. */
bool protection_has_failed(const struct protection *);
bool protection_same(const struct protection *, const struct protection *);

/* "SRTP AES-256-GCM, DTLS", "no encryption", "DTLS, no keys yet"; "" not
 * told. */
void protection_words(const struct protection *, char text[PROTECTION_TEXT]);
/* The same where there is less room: "dtls", "open", "fail",
 * "". */
const char *protection_word(const struct protection *);
/* As a sentence goes on: "encrypted (dtls)", "NOT encrypted", "NO keys
 * (dtls)", "". */
void protection_said(const struct protection *, char text[PROTECTION_TEXT]);

/* "direct", "through NAT", "relayed by TURN", "ICE looks for a way", "no way
 * found by ICE"; "" without ICE. */
const char *protection_path(const struct protection *);
bool protection_path_failed(const struct protection *);

#endif
