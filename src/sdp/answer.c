#include "sdp/agreement.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "sdp/offer.h"
#include "sdp/settle.h"
#include "sdp/writer.h"

static bool is_audio(const struct description_media *m)
{
	return !strcasecmp(m->kind, "audio");
}

/* What a=setup means where it is missing (RFC 4145 4); and an answer cannot
 * leave it open. */
static void complete_setup(struct description_media *m, bool answer)
{
	enum sdp_setup *setup = &m->dtls.setup;

	if (*setup == SDP_SETUP_NONE)
		*setup = answer ? SDP_SETUP_PASSIVE : SDP_SETUP_ACTIVE;
	if (answer && *setup == SDP_SETUP_ACTPASS)
		*setup = SDP_SETUP_PASSIVE;
}

/* The first audio line that we can use; else the first one's status. */
static int choose(const struct sdp_local *local, struct description *d,
	int *chosen, struct agreement *a, char *why)
{
	char other_why[SDP_WHY];
	int status = 0;

	for (*chosen = 0; *chosen < d->n; ++*chosen) {
		struct description_media *m = &d->media[*chosen];
		int this;

		if (!is_audio(m))
			continue;
		complete_setup(m, false);
		this = settle(local, m, a, status ? other_why : why);
		if (!this)
			return 0;
		status = status ? status : this;
	}
	if (!status)
		snprintf(why, SDP_WHY, "the offer has no audio");
	return status ? status : 488;
}

/* Ours of the suite that was chosen, by the tag of theirs. */
static struct sdp_crypto answer_key(const struct sdp_local *local,
	const struct description_media *theirs, const struct agreement *a)
{
	struct sdp_crypto key = { 0 };

	if (a->suite == SDP_CLEAR)
		return key;
	key = local->security->ours[a->suite];
	for (int i = theirs->n_keys - 1; i >= 0; i--)
		if (theirs->keys[i].suite == a->suite)
			key.tag = theirs->keys[i].tag;
	return key;
}

/* Ours is there where theirs is (RFC 8842 5.3). */
static const char *answer_tls_id(const struct sdp_security *s,
	const struct agreement *a)
{
	if (!a->dtls || !a->their_dtls.tls_id[0])
		return "";
	return s->joined && !a->kept ? s->next_tls_id : s->tls_id;
}

static void write_audio(struct writer *w, const struct sdp_local *local,
	const struct description_media *theirs, const struct agreement *a)
{
	struct sdp_crypto key = answer_key(local, theirs, a);
	const struct writer_audio audio = {
		.protocol = theirs->protocol, .port = local->port,
		.codecs = a->receive, .n_codecs = a->n_receive,
		.events = a->receive_events, .n_events = a->n_receive_events,
		.noise_type = a->receive_noise_type,
		.ptime_ms = local->capability->ptime_ms,
		.maxptime_ms = local->capability->maxptime_ms,
		.direction = a->direction,
		.rtcp = a->rtcp,
		.keys = &key, .n_keys = a->suite != SDP_CLEAR,
		.fingerprint = a->dtls ? &local->security->fingerprint : NULL,
		.setup = a->held ? SDP_SETUP_HOLDCONN : a->client ?
			SDP_SETUP_ACTIVE : SDP_SETUP_PASSIVE,
		.tls_id = answer_tls_id(local->security, a),
		.mid = theirs->mid,
		.rtcp_port = a->rtcp.mux ? 0 : local->rtcp_port,
		.rtcp_address = local->rtcp_address,
		.ice = a->ice ? local->ice : NULL,
		.components = a->rtcp.mux ? 1 : 2,
		.mismatch = a->ice_mismatch,
	};

	writer_audio(w, &audio);
	explicit_bzero(&key, sizeof key);
}

/* RFC 8843 14 wants the mid in packets, and linphone hears none without;
 * browsers do, and some of them take no answer that leaves the group.  For the
 * one line that is left it changes nothing otherwise. */
static const char *group_of(const struct description *d,
	const struct description_media *m)
{
	return !strcasecmp(m->protocol, "UDP/TLS/RTP/SAVPF") &&
		description_bundles(d, m) ? m->mid : "";
}

static char *write_answer(const struct sdp_local *local,
	const struct description *d, int chosen, const struct agreement *a)
{
	struct writer w = { 0 };

	writer_session(&w, local, group_of(d, &d->media[chosen]));
	for (int i = 0; i < d->n; i++)
		if (i == chosen)
			write_audio(&w, local, &d->media[i], a);
		else
			writer_refused(&w, &d->media[i]);
	return w.text;
}

int answer_make(const struct sdp_local *local, const char *offer, size_t n,
	char **text, struct agreement *a, char why[SDP_WHY])
{
	struct description d;
	int chosen, status = description_parse(&d, offer, n, why);

	if (!status)
		status = choose(local, &d, &chosen, a, why);
	if (!status)
		*text = write_answer(local, &d, chosen, a);
	description_clear(&d);
	return status;
}

bool offer_ice(const char *offer, size_t n, struct sdp_ice *theirs, bool *mux)
{
	struct description d;
	char why[SDP_WHY];
	bool good = !description_parse(&d, offer, n, why), found = false;

	for (int i = 0; good && i < d.n && !found; i++) {
		const struct description_media *m = &d.media[i];

		found = is_audio(m) && m->port && candidate_usable(&m->ice) &&
			!m->ice.mismatch;
		if (!found)
			continue;
		*theirs = m->ice;
		if (mux)
			*mux = m->rtcp.mux;
	}
	description_clear(&d);
	return found;
}

/* What may come in is what we offered, by our numbers: sound may overtake the
 * answer, and there are phones that answer with one codec and send another. */
static void receive_what_was_offered(struct agreement *a, const struct offer *o)
{
	memcpy(a->receive, o->codecs, sizeof a->receive);
	a->n_receive = o->n_codecs;
	a->n_receive_events = 0;
	for (int i = 0; a->send_event.payload_type >= 0 && i < o->n_events; i++)
		a->receive_events[a->n_receive_events++] = o->events[i];
	a->receive_noise_type = o->noise_type;
}

/* RFC 3264 6: as many m= lines as the offer, in its order. */
static int check_lines(const struct offer *o, const struct description *d,
	char *why)
{
	if (d->n == o->n_lines && is_audio(&d->media[o->audio]))
		return 0;
	if (d->n == o->n_lines)
		snprintf(why, SDP_WHY, "the answer's m= lines are not those of "
			"the offer");
	else
		snprintf(why, SDP_WHY, "the answer has %d m= lines, the offer "
			"had %d", d->n, o->n_lines);
	return 400;
}

/* RFC 4568 5.1.3: one key, of a tag that was offered, of that suite. */
static int check_tag(const struct sdp_local *local,
	const struct description_media *m, char *why)
{
	const struct sdp_security *s = local->security;

	if (!m->encrypts || (s && s->dtls && m->dtls.n))
		return 0;
	if (m->n_keys == 1 && s && s->sdes &&
			s->ours[m->keys[0].suite].tag == m->keys[0].tag)
		return 0;
	snprintf(why, SDP_WHY, "the answer's a=crypto is not one of those "
		"that were offered");
	return 488;
}

int answer_read(const struct sdp_local *local, const char *answer, size_t n,
	struct agreement *a, char why[SDP_WHY])
{
	struct description d;
	struct offer o;
	int status = description_parse(&d, answer, n, why);

	offer_plan(&o, local);
	if (!status)
		status = check_lines(&o, &d, why);
	if (!status)
		status = check_tag(local, &d.media[o.audio], why);
	if (!status)
		complete_setup(&d.media[o.audio], true);
	if (!status)
		status = settle(local, &d.media[o.audio], a, why);
	if (!status)
		receive_what_was_offered(a, &o);
	offer_clear(&o);
	description_clear(&d);
	return status;
}
