/* Why something ended or was sent on: Reason headers (RFC 3326). */
#include <stdlib.h>
#include <strings.h>

#include "base/mem.h"
#include "base/text.h"
#include "sip/header.h"
#include "sip/q850.h"
#include "sip/stack.h"

static char *clean_and_free(char *text)
{
	char *clean = text_clean(text, TEXT_CHARACTERS);

	free(text);
	return clean;
}

static bool is_of(const sip_reason_t *r, const char *protocol)
{
	return r->re_protocol && !strcasecmp(r->re_protocol, protocol);
}

int reason_q850(const sip_reason_t *r)
{
	int cause = r->re_cause && is_of(r, "Q.850") ? atoi(r->re_cause) : 0;

	return cause > 0 && cause < 128 ? cause : 0;
}

/* Answered (200), or refused by somebody for all (600 Busy Everywhere, 603
 * Decline); a gateway says that it chose another (Q.850 26). */
bool reason_is_elsewhere(const sip_reason_t *r)
{
	int cause = r->re_cause && is_of(r, "SIP") ? atoi(r->re_cause) : 0;

	return cause == 200 || cause == 600 || cause == 603 ||
		reason_q850(r) == 26;
}

char *reason_words(const sip_reason_t *r)
{
	int cause = r->re_cause ? atoi(r->re_cause) : 0;

	if (r->re_text)
		return clean_and_free(header_unquoted(r->re_text));
	if (reason_q850(r))
		return mem_text(q850_words(cause));
	if (is_of(r, "SIP") && cause >= 100 && cause < 700)
		return mem_format("%d %s", cause, usual_phrase(cause));
	return clean_and_free(mem_format("%s%s%s",
		r->re_protocol ? r->re_protocol : "",
		r->re_cause ? ";cause=" : "", r->re_cause ? r->re_cause : ""));
}
