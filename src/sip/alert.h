/* alert.h - how an INVITE asks to be rung, and to be answered without a person.
 * Pure.
 *
 *	Alert-Info   <http://x>;info=alert-internal, Bellcore-dr3, Ring Answer,
 *	             <urn:alert:source:internal>  (RFC 3261 20.4, RFC 7462, and
 *	             what phones and PBXs make of it)
 *	Call-Info    <sip:x>;answer-after=2
 *	Answer-Mode  Auto;require                 (RFC 5373)
 *
 * Wishes only: who may have them granted is decided elsewhere.  Nothing is ever
 * fetched, and what is not understood is left out.
 */
#ifndef SIP_ALERT_H
#define SIP_ALERT_H

#include <stdbool.h>

#define ALERT_TEXT 64

struct alert {
	bool automatic;		/* answer by yourself */
	bool manual;		/* a person is to answer; stronger */
	bool insists;		/* Answer-Mode with require: so, or 403 */
	int after_s;		/* automatic: after so long; 0-3600 */
	/* Lower case, of letters, digits and - _ . : only; "" none:
	 * "bellcore-dr3", "urn:alert:source:internal", the text of info=. */
	char ring[ALERT_TEXT];
};

/* The value of one header; each adds to what is there. */
void alert_read_alert_info(struct alert *, const char *value);
void alert_read_answer_mode(struct alert *, const char *value);
void alert_read_call_info(struct alert *, const char *value);

#endif
