#include "control/describe.h"

#include <config.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/shield.h"
#include "base/text.h"
#include "control/value.h"

static json_t *registration(const struct account_view *v)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
		"state", value_words(v->state),
		"status", value_status(v->status),
		"reason", value_words(v->reason),
		"contact", value_words(v->contact),
		"expires_in_s", value_known(v->expires_in_s),
		"next_attempt_in_s", value_known(v->next_attempt_in_s),
		"since", value_time(v->since));
}

static json_t *forward(const struct account_view *v)
{
	return json_pack("{s:o, s:o, s:o}",
		"always", value_words(v->forward[FORWARD_ALWAYS]),
		"busy", value_words(v->forward[FORWARD_BUSY]),
		"no_answer", value_words(v->forward[FORWARD_NO_ANSWER]));
}

static json_t *ping(const struct account_view *v)
{
	return v->ping_state ? json_pack("{s:s, s:i, s:o}",
		"state", v->ping_state, "failures", v->ping_failures,
		"rtt_ms", value_known(v->ping_rtt_ms)) : json_null();
}

static json_t *tls(const struct account_view *v)
{
	return !v->by_tls ? json_null() : json_pack(
		"{s:o, s:o, s:o, s:o, s:s, s:o, s:o, s:o}",
		"version", value_words(v->tls_version),
		"cipher", value_words(v->tls_cipher),
		"peer", value_words(v->tls_peer),
		"pin", value_words(v->tls_pin),
		"verify", v->tls_verify,
		"expires", value_time(v->tls_expires),
		"own_expires", value_time(v->tls_own_expires),
		"problem", value_words(v->tls_problem));
}

static json_t *nat(const struct account_view *v)
{
	return json_pack("{s:s, s:o, s:o, s:o, s:o}", "mode", v->nat_mode,
		"type", value_words(v->nat_type),
		"public_address", value_words(v->public_address),
		"stun", value_words(v->nat_stun),
		"stun_rtt_ms", value_known(v->nat_stun_rtt_ms));
}

json_t *describe_account(const struct account *a)
{
	struct account_view v = { 0 };

	account_view(a, &v);
	return json_pack("{s:i, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o,"
		" s:{s:i, s:i}, s:b, s:b, s:o, s:o}",
		"id", v.id,
		"transport_state", value_words(v.transport_state),
		"ping", ping(&v),
		"tls", tls(&v),
		"nat", nat(&v),
		"name", value_words(v.name),
		"aor", value_words(v.aor),
		"display_name", value_words(v.display_name),
		"transport", value_words(v.transport),
		"registrar", value_words(v.registrar),
		"registration", registration(&v),
		"mwi", "new", 0, "old", 0,
		"enabled", v.enabled,
		"from_file", v.from_file,
		"forward", forward(&v),
		"srtp", value_words(v.srtp));
}

/* As it stood on the wire, line ends and all; bytes that JSON cannot hold are
 * '?'. */
static json_t *wire_text(const char *text, size_t n)
{
	char *copy = mem_text_n(text, n);
	json_t *value;

	for (char *s = copy, *end = copy + strlen(copy); s < end;) {
		int length;

		if (text_next(s, end, &length) < 0)
			*s = '?';
		s += length;
	}
	value = json_string(copy);
	free(copy);
	return value;
}

json_t *describe_message(const struct trace_message *m)
{
	return json_pack("{s:o, s:s, s:s, s:s, s:o}",
		"time", value_time(m->time),
		"direction", m->sent ? "sent" : "received",
		"peer", m->peer, "transport", m->transport,
		"text", wire_text(m->text, m->n));
}

static json_t *audio_end(const struct audio_end_view *v)
{
	return json_pack("{s:o, s:o, s:o, s:i}",
		"device", value_words(v->name),
		"state", value_words(v->state),
		"reason", value_words(v->reason),
		"volume_percent", v->volume_percent);
}

static json_t *processing(const struct processing_view *v)
{
	return json_pack("{s:s, s:s, s:s}",
		"echo_cancel", v->echo_cancel,
		"noise_suppression", v->noise_suppression,
		"gain_control", v->gain_control);
}

json_t *describe_audio(const struct engine *e)
{
	struct audio_view v = { 0 };

	engine_audio(e, &v);
	return json_pack("{s:o, s:o, s:o, s:o}",
		"capture", audio_end(&v.capture),
		"playback", audio_end(&v.playback),
		"ring", audio_end(&v.ring),
		"processing", processing(&v.processing));
}

json_t *describe_audio_test(const struct audio_test_view *v)
{
	return json_pack("{s:b, s:o, s:o, s:i, s:i, s:o, s:o, s:o}",
		"running", v->runs,
		"capture", value_words(v->capture),
		"playback", value_words(v->playback),
		"level_dbfs", v->level_dbfs,
		"peak_dbfs", v->peak_dbfs,
		"verdict", value_words(v->verdict),
		"text", value_words(v->text),
		"advice", value_words(v->advice));
}

static json_t *process(void)
{
	return json_pack("{s:b, s:b, s:b}", "root", geteuid() == 0,
		"shielded", shield_is_up(), "seccomp", shield_is_filtered());
}

json_t *describe_engine(const struct engine *e)
{
	struct engine_view v = { 0 };

	engine_view(e, &v);
	return json_pack("{s:s, s:i, s:i, s:o, s:o, s:o, s:b, s:b, s:i, s:i,"
		" s:I, s:o, s:o, s:o}",
		"version", PACKAGE_VERSION,
		"protocol", PROTOCOL_VERSION,
		"pid", (int)getpid(),
		"instance", value_words(v.instance),
		"config_file", value_words(v.config_file),
		"started", value_time(v.started),
		"stopping", v.stopping,
		"dnd", v.dnd,
		"max_calls", v.max_calls,
		"sessions", v.sessions,
		"refused_strangers", (json_int_t)v.refused_strangers,
		"latency", value_words(v.latency),
		"mix", value_words(v.mix),
		"process", process());
}

/* The database is a file like any other: what is no object is nothing. */
static json_t *stored_notes(const char *text)
{
	json_t *data = text ? json_loads(text, 0, NULL) : NULL;

	if (json_is_object(data))
		return data;
	json_decref(data);
	return json_object();
}

static json_t *stored_paths(const char *lines)
{
	json_t *paths = json_array();

	while (lines && *lines) {
		size_t n = strcspn(lines, "\n");
		char *path = mem_text_n(lines, n);

		json_array_append_new(paths, json_clean(path));
		free(path);
		lines += n + (lines[n] == '\n');
	}
	return paths;
}

static json_t *stored_quality(const char *text)
{
	json_t *quality = text ? json_loads(text, 0, NULL) : NULL;

	if (json_is_object(quality))
		return quality;
	json_decref(quality);
	return json_null();
}

json_t *describe_contact(const struct contact *c)
{
	json_t *numbers = json_array();

	for (int i = 0; i < c->n; i++)
		json_array_append_new(numbers, json_pack("{s:o, s:o}",
			"label", value_words(c->numbers[i].label),
			"to", value_words(c->numbers[i].to)));
	return json_pack("{s:o, s:o, s:o, s:o, s:b, s:o}",
		"id", value_words(c->id), "name", value_words(c->name),
		"organization", value_words(c->organization),
		"note", value_words(c->note), "favourite", c->favourite,
		"numbers", numbers);
}

json_t *describe_whose(const struct contact *c)
{
	return !c ? json_null() : json_pack("{s:o, s:o, s:o, s:o}",
		"id", value_words(c->id), "name", value_words(c->name),
		"organization", value_words(c->organization),
		"note", value_words(c->note));
}

json_t *describe_call(const struct history_call *c, const struct book *book)
{
	struct party_view remote = { c->remote_uri, c->remote_name };
	struct party_view local = { c->local_uri, NULL };

	return json_pack("{s:I, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o,"
		" s:b, s:o, s:o, s:o, s:o}",
		"id", (json_int_t)c->id,
		"direction", c->incoming ? "incoming" : "outgoing",
		"account", value_words(c->account),
		"remote", value_party(&remote),
		"local", value_party(&local),
		"call_id", value_words(c->call_id),
		"created", value_time(c->created_ms),
		"established", value_time(c->established_ms),
		"ended", value_time(c->ended_ms),
		"end", value_end(c->ended_by, c->status, c->reason),
		"missed", c->missed,
		"data", stored_notes(c->data),
		"recordings", stored_paths(c->recordings),
		"quality", stored_quality(c->quality),
		"contact", describe_whose(book_whose(book, c->remote_uri)));
}

json_t *describe_device(const struct audio_item *d)
{
	return json_pack("{s:o, s:o, s:b, s:b}",
		"name", value_words(d->name),
		"description", value_words(d->description),
		"capture", d->capture,
		"playback", d->playback);
}

json_t *describe_binding(const struct binding_view *b)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:b}",
		"contact", value_words(b->contact),
		"expires_s", value_known(b->expires_in_s),
		"q", b->q < 0 ? json_null() : json_real(b->q),
		"instance", value_words(b->instance),
		"ours", b->ours);
}
