/* INFO inside the dialog: keys both ways, and what else comes (RFC 6086). */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "sip/body.h"
#include "sip/dialog_private.h"
#include "sip/dialog_request.h"

static void key_answered(void *arg, int status, const char *reason)
{
	struct dialog *d = arg;

	if (status && d->handlers.on_info_answered)
		d->handlers.on_info_answered(d->arg, status, reason);
}

bool dialog_info_key(struct dialog *d, const struct info_key *key)
{
	char body[INFO_KEY_TEXT];
	struct dialog_request r = { .method = DIALOG_INFO,
		.content_type = "application/dtmf-relay", .body = body };

	bool sent;

	if (key->secret && d->state == DIALOG_CONFIRMED)
		tap_hide(&d->hidden, d->call_id);
	info_key_write(key, body);
	sent = dialog_request(d, &r, key_answered, d);
	explicit_bzero(body, sizeof body);
	return sent;
}

/* --- what comes --------------------------------------------------------------*/

/* Info-Package: we asked for none (RFC 6086 4.2.2). */
static bool is_package(const sip_t *sip)
{
	for (const sip_unknown_t *u = sip->sip_unknown; u; u = u->un_next)
		if (u->un_name && !strcasecmp(u->un_name, "Info-Package"))
			return true;
	return false;
}

/* As info_key_read; 415: it is no key. */
static int read_key(const sip_t *sip, struct info_key *key)
{
	const sip_content_type_t *c = sip->sip_content_type;
	char *body;
	int status;

	if (!c || !c->c_type || sip->sip_content_encoding)
		return 415;
	body = mem_text_n(sip->sip_payload->pl_data, sip->sip_payload->pl_len);
	status = info_key_read(c->c_type, body, key);
	free(body);
	return status;
}

/* The status that is due.  An empty one asks only whether we are there. */
static int judge(const sip_t *sip, struct info_key *key)
{
	int status;

	if (is_package(sip))
		return 469;
	if (body_is_empty(sip))
		return 200;
	status = read_key(sip, key);
	return status == 415 ? body_judge(sip) : status;
}

static void respond(struct dialog *d, const struct sip_event *e, int status)
{
	bool strange = status == 415;

	nua_respond(d->owner.handle, status,
		status == 469 ? "Bad Info Package" : usual_phrase(status),
		NUTAG_WITH_THIS(e->ua->nua),
		TAG_IF(strange, SIPTAG_ACCEPT_STR(
			INFO_KEY_ACCEPTED ", " BODY_ACCEPTED)),
		TAG_IF(strange, SIPTAG_ACCEPT_ENCODING_STR("identity")),
		TAG_IF(status == 469, SIPTAG_HEADER_STR("Recv-Info: ")),
		TAG_END());
}

static void tell(struct dialog *d, const struct sip_event *e)
{
	char *type = body_type(e->sip), *body = body_text(e->sip);

	d->handlers.on_info(d->arg, type, body);
	free(type);
	free(body);
}

void dialog_on_info(struct dialog *d, const struct sip_event *e)
{
	struct info_key key = { 0 };
	int status;

	if (e->status >= 200 || !e->sip)
		return;
	status = judge(e->sip, &key);
	respond(d, e, status);
	if (status != 200 || body_is_empty(e->sip))
		return;
	if (key.key && d->handlers.on_info_key)
		d->handlers.on_info_key(d->arg, &key);
	else if (!key.key && d->handlers.on_info)
		tell(d, e);
}
