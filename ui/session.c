#include "session.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "number.h"
#include "party.h"
#include "times.h"

#define LEVEL_FLOOR (-54)	/* dBFS of an empty meter */
#define LEVEL_STEP 6		/* dB a cell */

static char *clean(const json_t *o, const char *name)
{
	return text_clean(json_text(o, name), TEXT_CHARACTERS);
}

static char *clean_or_empty(const json_t *o, const char *name)
{
	char *text = clean(o, name);

	return text ? text : mem_text("");
}

static bool truth(const json_t *o, const char *name)
{
	return json_is_true(json_object_get(o, name));
}

static double real(const json_t *o, const char *name, double otherwise)
{
	const json_t *value = json_object_get(o, name);

	return json_is_number(value) ? json_number_value(value) : otherwise;
}

/* --- state ----------------------------------------------------------------*/

static enum session_state establishing(const json_t *o, bool outgoing)
{
	const char *progress = json_text(o, "progress");

	if (!outgoing)
		return progress && !strcmp(progress, "answering") ?
			SESSION_ANSWERING : SESSION_RINGING;
	if (truth(o, "early_media") || (progress && !strcmp(progress, "early")))
		return SESSION_EARLY;
	return progress && !strcmp(progress, "ringing") ?
		SESSION_RINGING_THERE : SESSION_DIALLING;
}

static enum session_state state_of(const json_t *o, const struct session *s)
{
	const char *state = json_text(o, "state");

	if (!state || !strcmp(state, "initial") ||
			!strcmp(state, "establishing"))
		return establishing(o, s->outgoing);
	if (!strcmp(state, "terminating"))
		return SESSION_ENDING;
	if (!strcmp(state, "terminated"))
		return SESSION_ENDED;
	return s->held_by_us ? SESSION_HELD :
		s->held_by_them ? SESSION_HELD_BY_THEM : SESSION_ACTIVE;
}

/* --- fields ---------------------------------------------------------------*/

static char *account_name(const json_t *o)
{
	const json_t *account = json_object_get(o, "account");

	return json_is_string(account) ? clean(o, "account") :
		clean(account, "name");
}

/* Name, else the address; NULL: nobody. */
static char *named(const json_t *party, const char *home)
{
	char *name = clean(party, "display_name"), *uri, *address;

	if (name || !json_is_object(party))
		return name;
	uri = clean_or_empty(party, "uri");
	address = party_address(uri, home);
	free(uri);
	return address;
}

static char *diverted(const json_t *remote, const char *home)
{
	const json_t *first = json_array_get(
		json_object_get(remote, "diversion"), 0);
	char *name = named(first, home), *reason = clean(first, "reason");
	char *words = name && reason ?
		mem_format("for %s (%s)", name, reason) :
		name ? mem_format("for %s", name) : NULL;

	free(name);
	free(reason);
	return words;
}

static void read_party(struct session *s, const json_t *o)
{
	const json_t *remote = json_object_get(o, "remote");
	const char *home = json_text(json_object_get(o, "local"), "uri");

	s->uri = clean_or_empty(remote, "uri");
	s->name = clean_or_empty(remote, "display_name");
	s->address = party_address(s->uri, home);
	s->shown = number_shown(s->address);
	contact_card_read(&s->contact, json_object_get(o, "contact"));
	s->known_as = named(json_object_get(remote, "asserted"), home);
	s->diverted = diverted(remote, home);
}

static void read_media(struct session *s, const json_t *o)
{
	const json_t *media = json_object_get(o, "media");

	s->codec = clean(media, "codec");
	s->sample_rate_hz = json_number(media, "sample_rate_hz", 0);
	s->media_peer = clean(media, "remote");
	protection_read(&s->protection, media);
	s->problem = clean(json_object_get(media, "problem"), "text");
	s->advice = clean(json_object_get(media, "problem"), "advice");
}

static void read_end(struct session *s, const json_t *o)
{
	const json_t *end = json_object_get(o, "end");
	const char *by = json_text(end, "by");

	s->ended_by_us = by && !strcmp(by, "local");
	s->ended_by_error = by && !strcmp(by, "error");
	s->missed = !json_is_false(json_object_get(end, "missed"));
	s->end_status = json_number(end, "status", 0);
	s->end_reason = clean(end, "reason");
	s->end_cause = clean(end, "cause");
}

static bool goes_on(const char *transfer)
{
	return transfer && (!strcmp(transfer, "asked") ||
		!strcmp(transfer, "trying") || !strcmp(transfer, "ringing"));
}

static void read_transfer(struct session *s, const json_t *o)
{
	const json_t *transfer = json_object_get(o, "transfer");
	const char *home = json_text(json_object_get(o, "local"), "uri");
	char *target = clean(transfer, "target");

	s->transfer_state = clean(transfer, "state");
	s->transferring = goes_on(s->transfer_state);
	s->transfer_status = json_number(transfer, "status", 0);
	s->transfer_to = target ? party_address(target, home) : NULL;
	free(target);
}

/* Who sent the call here, and how long it lives without being refreshed. */
static void read_dialog(struct session *s, const json_t *o)
{
	const json_t *timer = json_object_get(o, "session_timer");
	const char *home = json_text(json_object_get(o, "local"), "uri");
	const char *refresher = json_text(timer, "refresher");
	char *uri = clean(o, "referred_by");

	s->referred_by = uri ? party_address(uri, home) : NULL;
	free(uri);
	s->timer_s = json_number(timer, "interval_s", 0);
	s->timer_ours = refresher && !strcmp(refresher, "local");
	s->consults = json_number(o, "consults", 0);
	s->tones_waiting = json_number(o, "dtmf_waiting", 0);
	s->tones_received = clean(o, "dtmf_received");
	if (s->tones_received && !*s->tones_received)
		mem_set(&s->tones_received, NULL);
}

/* Sent on by a REFER, or by a 3xx. */
static void read_wish(struct session *s, const json_t *o)
{
	const json_t *contacts = json_object_get(json_object_get(o, "redirect"),
		"contacts");
	const char *home = json_text(json_object_get(o, "local"), "uri");
	const char *first = json_string_value(json_array_get(contacts, 0));
	char *uri = first ? text_clean(first, TEXT_CHARACTERS) :
		clean(json_object_get(o, "referral"), "to");

	s->wish_is_redirect = first != NULL;
	s->wish = uri ? party_address(uri, home) : NULL;
	free(uri);
}

static enum recording recording_of(const char *state)
{
	if (!state)
		return RECORDING_NONE;
	return !strcmp(state, "recording") ? RECORDING_ON :
		!strcmp(state, "paused") ? RECORDING_PAUSED : RECORDING_STARTS;
}

static void read_recording(struct session *s, const json_t *o)
{
	const json_t *recording = json_object_get(o, "recording");

	s->recording = recording_of(json_text(recording, "state"));
	s->recording_path = clean(recording, "path");
	s->recording_since = clock_wall_ms() -
		(int64_t)(1000 * real(recording, "duration_s", 0));
}

static void read_conference(struct session *s, const json_t *o)
{
	const json_t *member = json_object_get(o, "member");

	s->conference = json_number(o, "conference", 0);
	s->gain_db = json_number(member, "gain_db", 0);
	s->member_muted = truth(member, "muted");
}

static void read_flags(struct session *s, const json_t *o)
{
	const char *direction = json_text(o, "direction");

	s->outgoing = !direction || !strcmp(direction, "outgoing");
	s->held_by_us = truth(o, "held_by_us");
	s->held_by_them = truth(o, "held_by_them");
	s->hold_pending = truth(o, "hold_pending");
	s->muted = truth(o, "muted");
	s->focused = truth(o, "focused");
	s->silenced = truth(o, "silenced");
	s->privacy = truth(o, "privacy");
}

static void keep(struct session *s, const struct session *before)
{
	s->statistics = before->statistics;
	s->levels = before->levels;
	s->pending = before->pending;
	s->marked = before->marked;
	s->left_at = before->left_at;
}

struct session *session_read(const json_t *o, const struct session *before)
{
	static const struct session nothing;
	long long id = json_number(o, "id", 0);
	struct session *s;

	if (id <= 0 || id > INT32_MAX)
		return NULL;
	if (!before)
		before = &nothing;
	s = mem_new_of(struct session);
	s->id = id;
	s->number = json_number(o, "number",
		before->number ? before->number : id);
	read_flags(s, o);
	s->state = state_of(o, s);
	s->account = account_name(o);
	read_party(s, o);
	read_media(s, o);
	read_end(s, o);
	read_wish(s, o);
	read_transfer(s, o);
	read_dialog(s, o);
	read_recording(s, o);
	read_conference(s, o);
	s->created = times_parse(json_text(o, "created"));
	s->established = times_parse(json_text(o, "established"));
	s->ended = times_parse(json_text(o, "ended"));
	keep(s, before);
	if (json_object_get(o, "statistics"))
		session_read_statistics(s, json_object_get(o, "statistics"));
	return s;
}

void session_free(struct session *s)
{
	if (!s)
		return;
	free(s->account);
	free(s->uri);
	free(s->name);
	free(s->address);
	free(s->shown);
	contact_card_clear(&s->contact);
	free(s->codec);
	free(s->media_peer);
	free(s->tones_received);
	protection_clear(&s->protection);
	free(s->problem);
	free(s->advice);
	free(s->end_reason);
	free(s->wish);
	free(s->transfer_to);
	free(s->recording_path);
	free(s->transfer_state);
	free(s->referred_by);
	free(s->end_cause);
	free(s->known_as);
	free(s->diverted);
	free(s);
}

void session_gone(struct session *s)
{
	s->state = SESSION_ENDED;
	s->ended = 0;
	s->focused = s->ended_by_us = s->transferring = false;
	s->conference = 0;
	mem_set(&s->end_cause, "meanwhile");
}

/* --- figures --------------------------------------------------------------*/

void session_read_statistics(struct session *s, const json_t *o)
{
	if (!json_is_object(o))
		return;
	s->statistics = (struct session_statistics){
		.known = true,
		.loss_percent = 100 * real(o, "loss_fraction", 0),
		.jitter_ms = real(o, "jitter_ms", 0),
		.rtt_ms = real(o, "rtt_ms", -1),
		.mos = real(o, "mos_lq", -1),
		.remote_loss_percent = 100 * real(o, "remote_loss_fraction", -1),
		.buffer_ms = real(o, "jitter_buffer_ms", -1),
		.bitrate = json_number(o, "bitrate", -1),
		.input_dbfs = json_number(o, "input_level_dbfs", 1),
		.output_dbfs = json_number(o, "output_level_dbfs", 1),
	};
}

static int cells(const json_t *o, const char *name, int shown)
{
	int dbfs = json_number(o, name, LEVEL_FLOOR);
	int level = dbfs <= LEVEL_FLOOR ? 0 :
		(dbfs - LEVEL_FLOOR + LEVEL_STEP - 1) / LEVEL_STEP;

	if (level > METER_CELLS)
		level = METER_CELLS;
	return level < shown ? shown - 1 : level;
}

void session_read_levels(struct session *s, const json_t *o)
{
	s->levels.known = true;
	s->levels.input = cells(o, "input_dbfs", s->levels.input);
	s->levels.output = cells(o, "output_dbfs", s->levels.output);
	s->levels.clipped = truth(o, "clipped");
}
