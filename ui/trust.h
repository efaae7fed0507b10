/* trust.h - whether an account's server is who it says it is, in words.  Pure.
 *
 *	"full", TLSv1.3, pbx.example.net  -->  "TLS 1.3, verified: pbx.example.net"
 *	"off"				  -->  "TLS 1.3, NOT verified"
 */
#ifndef UI_TRUST_H
#define UI_TRUST_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#define TRUST_TEXT 300
#define TRUST_SOON_DAYS 14	/* so early an end is told */

struct trust {
	bool by_tls;			/* else there is nothing to say */
	char *version, *cipher, *peer;	/* owned; NULL: no handshake yet */
	char *verify;			/* owned; "full", "ca", "pin", "off" */
	char *problem;			/* owned; why the last one failed */
	char *pin;			/* owned; of the key that was shown */
	int64_t expires;		/* wall ms, their certificate; 0 */
	int64_t own_expires;		/* and ours */
};

/* account.tls; what was there is not freed. */
void trust_read(struct trust *, const json_t *tls);
void trust_clear(struct trust *);

/* Anybody may answer in the server's place. */
bool trust_is_off(const struct trust *);
bool trust_ends_soon(const struct trust *);

/* As above; "" where there is no TLS. */
void trust_words(const struct trust *, char text[TRUST_TEXT]);
/* "certificate until 2027-01-03", "certificate ENDS in 9 days", "our
 * certificate ENDS in 9 days" where that is sooner; "" unknown. */
void trust_end_words(const struct trust *, char text[TRUST_TEXT]);

#endif
