/* session_problem.c - why there is no sound, in words, and what to do.  Engine
 * thread. */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "engine/private.h"
#include "sdp/capability.h"

#define PLACE 80
#define REPORTED_MS 12000	/* two reports, and some */

static void place_text(const struct sockaddr_storage *a, char text[PLACE])
{
	char ip[INET6_ADDRSTRLEN] = "?";
	const struct sockaddr_in *v4 = (const struct sockaddr_in *)a;
	const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)a;
	bool six = a->ss_family == AF_INET6;

	inet_ntop(a->ss_family, six ? (const void *)&v6->sin6_addr :
		(const void *)&v4->sin_addr, ip, sizeof ip);
	snprintf(text, PLACE, six ? "[%s]:%d" : "%s:%d", ip,
		ntohs(six ? v6->sin6_port : v4->sin_port));
}

static char *no_device(const char *heard_by, const char *what,
	const struct audio_end_view *v)
{
	return mem_format("%s: there is no %s (%s%s%s)", heard_by, what,
		v->name ? v->name : "none is configured",
		v->reason ? ": " : "", v->reason ? v->reason : "");
}

static char *device_text(const struct session *s, enum problem problem)
{
	struct audio_view v = { 0 };

	sound_view(s->engine->sound, &v);
	return problem == PROBLEM_MICROPHONE ?
		no_device("they hear nothing", "microphone", &v.capture) :
		no_device("nothing is heard", "loudspeaker", &v.playback);
}

static char *nothing_text(const char *remote,
	const struct stream_statistics *st)
{
	return mem_format(st->last_received_ms ?
		"nothing is heard: no sound comes any more from %s" :
		"nothing is heard: no sound has come from %s yet", remote);
}

/* "18 (G729)": RFC 3551 knows the small ones. */
static char *type_text(int type)
{
	struct sdp_codec codec;

	capability_static(type, &codec);
	return mem_format("nothing is heard: what comes has RTP payload type "
		"%d%s%s%s, which was not agreed on", type,
		*codec.name ? " (" : "", codec.name, *codec.name ? ")" : "");
}

static char *stranger_text(const char *remote,
	const struct stream_statistics *st)
{
	char place[PLACE];

	place_text(&st->stranger, place);
	return mem_format("nothing is heard: sound comes from %s and is "
		"refused, %s was agreed on", place, remote);
}

char *session_problem_text(const struct session *s, enum problem problem,
	const struct stream_statistics *st)
{
	const char *remote = call_media_remote(s->media);

	switch (problem) {
	case PROBLEM_LOUDSPEAKER:
	case PROBLEM_MICROPHONE:
		return device_text(s, problem);
	case PROBLEM_NOTHING:
		return nothing_text(remote, st);
	case PROBLEM_STRANGER:
		return stranger_text(remote, st);
	case PROBLEM_TYPE:
		return type_text(st->unknown_type);
	case PROBLEM_GARBAGE:
		return mem_format("nothing is heard: what comes from %s is no "
			"RTP that can be read", remote);
	case PROBLEM_FORGED:
		return mem_format("nothing is heard: what comes from %s is "
			"not encrypted with the key that was agreed on",
			remote);
	case PROBLEM_LATE:
		return mem_format("nothing is heard: all sound comes too late "
			"to be played (jitter %.0f ms)", st->jitter_ms);
	case PROBLEM_FLAT:
		return mem_text("they hear nothing: the microphone gives no "
			"sound at all");
	case PROBLEM_UNHEARD:
		return mem_format("they hear nothing: the other end reports "
			"that nothing of ours comes to %s", remote);
	default:
		return NULL;
	}
}

static bool reports_come(const struct stream_statistics *st)
{
	return st->last_report_ms && clock_ms() - st->last_report_ms <
		REPORTED_MS;
}

const char *session_problem_advice(enum problem problem,
	const struct stream_statistics *st)
{
	static const char *const advice[PROBLEMS] = {
		[PROBLEM_LOUDSPEAKER] = "plug one in, or choose another: "
			"audio select playback",
		[PROBLEM_NOTHING] = "a firewall or NAT on the way may keep it "
			"out: it has to let UDP in to media.rtp_ports; or "
			"their side sends none",
		[PROBLEM_STRANGER] = "if that is their new address they have "
			"to tell it: hold and take back, or call again",
		[PROBLEM_TYPE] = "their phone sends a codec it did not agree "
			"to: hold and take back, or choose other codecs for "
			"the account",
		[PROBLEM_GARBAGE] = "their phone may be encrypting, which was "
			"not agreed on: ask them to turn it off, or call again",
		[PROBLEM_FORGED] = "their phone, or something on the way, "
			"uses another key: hold and take back, or call again",
		[PROBLEM_LATE] = "give it more time: media.latency = "
			"smooth-500 in offhook.conf; the network is congested",
		[PROBLEM_MICROPHONE] = "plug one in, or choose another: "
			"audio select capture",
		[PROBLEM_FLAT] = "look for a switch on it or its cable, or "
			"choose another: audio select capture",
		[PROBLEM_UNHEARD] = "a firewall or NAT on the way drops what "
			"we send, or their side expects it elsewhere: hold and "
			"take back, or call again",
	};

	if (problem == PROBLEM_NOTHING && reports_come(st))
		return "their reports do come, so the way is open: their side "
			"sends no sound; ask whether they are muted";
	return advice[problem];
}
