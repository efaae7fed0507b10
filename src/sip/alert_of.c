/* The headers that alert.c reads, as they came: what phones write into some of
 * them the stack understands in part, or counts as an error. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <sofia-sip/sip_extra.h>

#include "base/mem.h"
#include "sip/incoming.h"
#include "sip/unread.h"

typedef void read_fn(struct alert *, const char *value);

static const struct {
	const char *name;
	read_fn *read;
} headers[] = {
	{ "Alert-Info", alert_read_alert_info },
	{ "Call-Info", alert_read_call_info },
	{ "Answer-Mode", alert_read_answer_mode },
	{ "Priv-Answer-Mode", alert_read_answer_mode },
};

/* "Name: value" as received; of a list the first element has all of it. */
static void read_raw(struct alert *alert, const msg_common_t *h, read_fn *read)
{
	char *line = h->h_len ? mem_text_n(h->h_data, h->h_len) : NULL;
	char *colon = line ? strchr(line, ':') : NULL;

	if (colon)
		read(alert, colon + 1);
	free(line);
}

static read_fn *reader_of(const char *name)
{
	for (size_t i = 0; name && i < sizeof headers / sizeof *headers; i++)
		if (!strcasecmp(headers[i].name, name))
			return headers[i].read;
	return NULL;
}

void alert_of(const sip_t *sip, struct alert *alert)
{
	*alert = (struct alert){ 0 };
	for (sip_call_info_t *c = sip->sip_call_info; c; c = c->ci_next)
		read_raw(alert, c->ci_common, alert_read_call_info);
	for (sip_alert_info_t *a = sip_alert_info(sip); a; a = a->ai_next)
		read_raw(alert, a->ai_common, alert_read_alert_info);
	for (sip_error_t *e = sip->sip_error; e; e = e->er_next)
		if (reader_of(unread_name(e)))
			read_raw(alert, e->er_common,
				reader_of(unread_name(e)));
	for (sip_unknown_t *u = sip->sip_unknown; u; u = u->un_next)
		if (reader_of(u->un_name) && u->un_value)
			reader_of(u->un_name)(alert, u->un_value);
}
