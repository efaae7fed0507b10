#include "record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "number.h"
#include "party.h"
#include "times.h"

static char *clean_or_empty(const json_t *o, const char *name)
{
	const char *text = json_text(o, name);

	return text_clean(text ? text : "", TEXT_CHARACTERS);
}

static char *account_name(const json_t *o)
{
	const json_t *account = json_object_get(o, "account");
	const char *name = json_is_string(account) ?
		json_string_value(account) : json_text(account, "name");

	return text_clean(name, TEXT_CHARACTERS);
}

static const char *home_of(const json_t *o)
{
	const char *local = json_text(json_object_get(o, "local"), "uri");

	return local ? local : json_text(json_object_get(o, "account"), "aor");
}

static void read_sound(struct record *r, const json_t *quality)
{
	const json_t *mos = json_object_get(quality, "mos_lq");

	r->codec = text_clean(json_text(quality, "codec"), TEXT_CHARACTERS);
	r->mos = json_is_number(mos) ? json_number_value(mos) : -1;
}

struct record *record_read(const json_t *o)
{
	const json_t *remote = json_object_get(o, "remote");
	const json_t *end = json_object_get(o, "end");
	const char *direction = json_text(o, "direction");
	struct record *r;

	if (!json_is_object(o))
		return NULL;
	r = mem_new_of(struct record);
	r->id = json_number(o, "id", 0);
	r->outgoing = !direction || !strcmp(direction, "outgoing");
	r->missed = json_is_true(json_object_get(o, "missed"));
	r->account = account_name(o);
	r->uri = clean_or_empty(remote, "uri");
	r->name = clean_or_empty(remote, "display_name");
	r->address = party_address(r->uri, home_of(o));
	r->shown = number_shown(r->address);
	contact_card_read(&r->contact, json_object_get(o, "contact"));
	r->target = party_target(r->uri);
	r->created = times_parse(json_text(o, "created"));
	r->established = times_parse(json_text(o, "established"));
	r->ended = times_parse(json_text(o, "ended"));
	r->status = json_number(end, "status", 0);
	r->reason = text_clean(json_text(end, "reason"), TEXT_CHARACTERS);
	read_sound(r, json_object_get(o, "quality"));
	return r;
}

void record_free(struct record *r)
{
	if (!r)
		return;
	free(r->account);
	free(r->uri);
	free(r->name);
	free(r->address);
	free(r->shown);
	contact_card_clear(&r->contact);
	free(r->target);
	free(r->reason);
	free(r->codec);
	free(r);
}

bool record_same(const struct record *a, const struct record *b)
{
	return a->id == b->id;
}

const char *record_name(const struct record *r)
{
	return r->contact.name ? r->contact.name : r->name;
}

const char *record_party(const struct record *r)
{
	return *record_name(r) ? record_name(r) :
		*r->shown ? r->shown : "anonymous";
}

void record_result(const struct record *r, char text[RECORD_RESULT])
{
	if (r->established)
		times_duration(r->ended - r->established, text);
	else if (r->missed)
		strcpy(text, "missed");
	else if (r->status == 486 || r->status == 600)
		strcpy(text, "busy");
	else if (r->status == 487)
		strcpy(text, r->outgoing ? "none" : "elsewhere");
	else if (r->status == 302 && !r->outgoing)
		strcpy(text, "sent on");
	else if (r->status >= 300)
		snprintf(text, RECORD_RESULT, "%d", r->status);
	else
		strcpy(text, "none");
}
