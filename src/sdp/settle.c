#include "sdp/settle.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/parameter.h"
#include "sdp/capability.h"
#include "sdp/keying.h"

#define PTIME_MIN 10		/* ms, and the grid of what can be sent */
#define PTIME_MAX 60

static int refuse(char why[SDP_WHY], int status, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static int refuse(char why[SDP_WHY], int status, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(why, SDP_WHY, format, args);
	va_end(args);
	return status;
}

const char *sdp_direction_name(enum sdp_direction direction)
{
	static const char *const names[] = {
		"inactive", "recvonly", "sendonly", "sendrecv"
	};

	return names[direction];
}

static bool sends(enum sdp_direction d)
{
	return d == SDP_SENDONLY || d == SDP_SENDRECV;
}

static bool receives(enum sdp_direction d)
{
	return d == SDP_RECVONLY || d == SDP_SENDRECV;
}

static enum sdp_direction direction_of(bool sending, bool receiving)
{
	return sending ? receiving ? SDP_SENDRECV : SDP_SENDONLY :
		receiving ? SDP_RECVONLY : SDP_INACTIVE;
}

/* c=0.0.0.0 is how phones held before RFC 3264: they want to hear nothing.
 * With DTLS or ICE it is how browsers say that their address is not known
 * yet. */
static bool is_nowhere(const struct description_media *m)
{
	return (!strcmp(m->address, "0.0.0.0") || !strcmp(m->address, "::")) &&
		!keying_is_dtls(m) && !candidate_usable(&m->ice);
}

static enum sdp_direction theirs_of(const struct description_media *m)
{
	return direction_of(sends(m->direction),
		receives(m->direction) && !is_nowhere(m));
}

/* RFC 3551, 4585, 3711, 5124, 5764; an answer repeats the offer's. */
static const char *const profiles[] = {
	"RTP/AVP", "RTP/AVPF", "RTP/SAVP", "RTP/SAVPF",
	"UDP/TLS/RTP/SAVP", "UDP/TLS/RTP/SAVPF",
};

static int check_protocol(const struct description_media *m, char *why)
{
	if (!m->port)
		return refuse(why, 488, "the audio is refused (port 0)");
	for (size_t i = 0; i < sizeof profiles / sizeof *profiles; i++)
		if (!strcasecmp(m->protocol, profiles[i]))
			return 0;
	return refuse(why, 488, "audio over %s, not RTP/AVP, RTP/SAVP or "
		"UDP/TLS/RTP/SAVP", m->protocol);
}

/* --- ICE ------------------------------------------------------------------ */

#define PORT_DISCARD 9		/* of one who has no address that he tells */

/* What we leave out may be what is asked for. */
static bool is_listed(const struct sdp_ice *ice, const char *address, int port)
{
	return candidate_has(ice, 1, address, port) || (ice->others &&
		(!ice->n || ice->n == SDP_CANDIDATES));
}

/* RFC 8839 4.2.5: who changes addresses on the way, and knows nothing of ICE,
 * has changed the default alone; and who is there and has no candidate at all
 * does no checks. */
static bool is_changed(const struct description_media *m)
{
	return candidate_usable(&m->ice) && m->address[0] &&
		strcmp(m->address, "0.0.0.0") != 0 &&
		strcmp(m->address, "::") != 0 && m->port != PORT_DISCARD &&
		!is_listed(&m->ice, m->address, m->port);
}

static void settle_ice(const struct sdp_local *local,
	const struct description_media *m, struct agreement *a)
{
	bool theirs = candidate_usable(&m->ice) && !m->ice.mismatch &&
		!is_changed(m);

	if (!local->ice || !candidate_usable(local->ice)) {
		a->ice_missed = theirs;
		return;
	}
	a->ice_mismatch = is_changed(m);
	a->ice = theirs;
	a->their_ice = m->ice;
}

static bool is_ipv6(const char *address)
{
	return strchr(address, ':') != NULL;
}

static int check_address(const struct sdp_local *local,
	const struct description_media *m, char *why)
{
	if (!m->has_address)
		return refuse(why, 400, "the audio has no c= line");
	if (!m->address[0])
		return refuse(why, 488, "the address of c= is no single "
			"IP address");
	if (is_ipv6(m->address) != is_ipv6(local->address))
		return refuse(why, 488, "the audio is at an %s address, this "
			"call is on %s", is_ipv6(m->address) ? "IPv6" : "IPv4",
			is_ipv6(m->address) ? "IPv4" : "IPv6");
	return 0;
}

/* RFC 7261: who answers annexb=no must not say yes, whatever else it can. */
static void answer_annex_b(struct sdp_codec *ours, const struct sdp_codec *their)
{
	char value[8];

	if (!strcasecmp(ours->name, "G729") &&
	    parameter_get(their->fmtp, "annexb", value, sizeof value) &&
	    !strcmp(value, "no"))
		snprintf(ours->fmtp, sizeof ours->fmtp, "annexb=no");
}

static void take_codec(struct agreement *a, const struct sdp_codec *our,
	const struct sdp_codec *their)
{
	struct sdp_codec *to = &a->receive[a->n_receive++];

	*to = *our;
	to->payload_type = their->payload_type;
	answer_annex_b(to, their);
}

static void take_codecs(const struct capability *ours,
	const struct description_media *m, struct agreement *a)
{
	for (int i = 0; i < m->n_codecs && a->n_receive < SDP_CODECS; i++) {
		const struct sdp_codec *their = &m->codecs[i];
		const struct sdp_codec *our = capability_find(ours, their);

		if (!our)
			continue;
		if (!a->n_receive)
			a->send = *their;
		take_codec(a, our, their);
	}
	/* One spelling of a name, whatever they write. */
	if (a->n_receive)
		memcpy(a->send.name, a->receive[0].name, sizeof a->send.name);
}

static void take_event(struct agreement *a, const struct sdp_codec *their)
{
	const struct sdp_event event = { their->payload_type, their->rate_hz };

	if (a->n_receive_events == SDP_EVENTS)
		return;
	a->receive_events[a->n_receive_events++] = event;
	if (a->send_event.payload_type < 0 || (event.rate_hz ==
	    a->send.rate_hz && a->send_event.rate_hz != event.rate_hz))
		a->send_event = event;
}

/* RFC 4733 2.1: events run on the clock of the audio beside them.  There are
 * phones that know none but that of telephones, whatever their audio. */
static void take_events(const struct description_media *m, struct agreement *a)
{
	const struct sdp_codec *other = NULL;

	for (int i = 0; i < m->n_codecs; i++) {
		const struct sdp_codec *their = &m->codecs[i];

		if (!capability_is_event(their))
			continue;
		if (capability_has_clock(a->receive, a->n_receive,
		    their->rate_hz))
			take_event(a, their);
		else if (their->rate_hz == SDP_EVENT_RATE)
			other = their;
	}
	if (other && !a->n_receive_events)
		take_event(a, other);
}

static bool has_pauses(const struct agreement *a)
{
	for (int i = 0; i < a->n_receive; i++)
		if (capability_takes_noise(&a->receive[i]))
			return true;
	return false;
}

static void take_noise(const struct sdp_local *local,
	const struct description_media *m, struct agreement *a)
{
	for (int i = 0; i < m->n_codecs && has_pauses(a); i++)
		if (capability_is_noise(&m->codecs[i]))
			a->receive_noise_type = m->codecs[i].payload_type;
	if (local->capability->comfort_noise && capability_takes_noise(&a->send))
		a->send_noise_type = a->receive_noise_type;
}

static void name_offered(const struct description_media *m, char *names,
	size_t size)
{
	size_t n = 0;

	names[0] = '\0';
	for (int i = 0; i < m->n_codecs && n < size; i++)
		if (m->codecs[i].name[0] && !capability_is_event(&m->codecs[i]) &&
		    !capability_is_noise(&m->codecs[i]))
			n += snprintf(names + n, size - n, "%s%s",
				n ? ", " : "", m->codecs[i].name);
}

static int refuse_codecs(const struct description_media *m, char *why)
{
	char names[SDP_WHY / 2];

	name_offered(m, names, sizeof names);
	return refuse(why, 488, "no codec in common (theirs: %s)",
		names[0] ? names : "none that is known");
}

static int ptime_of(const struct sdp_local *local,
	const struct description_media *m)
{
	int ptime = m->ptime_ms;

	if (ptime < PTIME_MIN || ptime > PTIME_MAX)
		ptime = local->capability->ptime_ms;
	if (m->maxptime_ms >= PTIME_MIN && ptime > m->maxptime_ms)
		ptime = m->maxptime_ms;
	return ptime - ptime % PTIME_MIN;
}

static struct sdp_rtcp rtcp_of(const struct sdp_rtcp *ours,
	const struct sdp_rtcp *theirs)
{
	return (struct sdp_rtcp){
		.mux = ours->mux && theirs->mux,
		.reduced = ours->reduced && theirs->reduced,
		.receiver_time = ours->receiver_time && theirs->receiver_time,
		.voip_metrics = ours->voip_metrics && theirs->voip_metrics,
	};
}

/* 0: there is none; RTCP after port 65535 would be no port. */
static int rtcp_port_of(const struct description_media *m, bool mux)
{
	if (mux)
		return m->port;
	return m->rtcp_port ? m->rtcp_port : m->port < 65535 ? m->port + 1 : 0;
}

int settle(const struct sdp_local *local, const struct description_media *m,
	struct agreement *a, char why[SDP_WHY])
{
	int status = check_protocol(m, why);

	*a = (struct agreement){ .send_event.payload_type = -1,
		.send_noise_type = -1, .receive_noise_type = -1 };
	settle_ice(local, m, a);
	if (!status && !a->ice)
		status = check_address(local, m, why);
	if (!status)
		status = keying_settle(local->security, m, a, why);
	if (status)
		return status;
	take_codecs(local->capability, m, a);
	if (!a->n_receive)
		return refuse_codecs(m, why);
	if (local->capability->telephone_event)
		take_events(m, a);
	take_noise(local, m, a);
	a->theirs = theirs_of(m);
	a->direction = direction_of(
		sends(local->direction) && receives(a->theirs),
		receives(local->direction) && sends(a->theirs));
	a->ptime_ms = ptime_of(local, m);
	a->max_ptime_ms = m->maxptime_ms;
	memcpy(a->remote_address, m->address, sizeof a->remote_address);
	a->remote_port = m->port;
	a->rtcp = rtcp_of(&local->capability->rtcp, &m->rtcp);
	a->remote_rtcp_port = rtcp_port_of(m, a->rtcp.mux);
	return 0;
}
