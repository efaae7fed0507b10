/* call_media_ice.c - ICE in a call's descriptions, and in place of its sockets.
 * Engine thread. */
#include "engine/call_media_private.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "base/log.h"
#include "engine/call_dtls.h"
#include "engine/call_ice.h"
#include "engine/private.h"
#include "media/transport.h"
#include "sip/network.h"

void call_media_drop_ice(struct call_ice **ice)
{
	call_ice_free(*ice);
	*ice = NULL;
}

void call_media_ice(struct call_media *m, struct call_ice *ice)
{
	call_media_drop_ice(&m->next_ice);
	m->next_ice = ice;
}

struct call_ice *call_media_ice_given(const struct call_media *m)
{
	return m->next_ice ? m->next_ice : m->ice;
}

struct call_ice *call_media_ice_now(const struct call_media *m)
{
	return m && m->agreed && m->agreement.ice ? m->ice : NULL;
}

bool call_media_ice_missed(const struct call_media *m)
{
	return m->agreed && !m->ice &&
		(m->agreement.ice || m->agreement.ice_missed);
}

void call_media_ice_changed(struct call_media *m)
{
	struct call_ice *ice = call_media_ice_now(m);
	const struct ice_pair *pair = ice ? call_ice_pair(ice) : NULL;

	if (!pair)
		return;
	call_media_place(m->local_text, pair->local.place.address,
		pair->local.place.port);
	call_media_place(m->remote_text, pair->remote.place.address,
		pair->remote.place.port);
	if (call_media_by_dtls(m) && m->attached &&
	    call_ice_is(ice, ICE_CONNECTED))
		call_dtls_start(m->dtls);
}

bool call_media_ice_differs(const struct call_media *m)
{
	const struct call_ice *ice = call_media_ice_now(m);
	const struct ice_pair *p = ice ? call_ice_pair(ice) : NULL;
	const struct agreement *a = &m->agreement;

	return p && call_ice_names_pair(ice) && call_ice_controls(ice) &&
		!a->their_ice.modern &&
		(p->local.place.port != m->local.port ||
		 strcmp(p->local.place.address, m->local.address) ||
		 p->remote.place.port != a->remote_port ||
		 strcmp(p->remote.place.address, a->remote_address));
}

/* That which descriptions name: what still gathers has nothing to say. */
static struct call_ice *named(const struct call_media *m)
{
	return m->ice && m->next_ice && call_ice_gathers(m->next_ice) ?
		m->ice : call_media_ice_given(m);
}

void call_media_describe_ice(struct call_media *m)
{
	struct call_ice *ice = named(m);
	struct call_ice_default place;

	m->local.ice = ice ? call_ice_local(ice) : NULL;
	if (!m->local.ice)
		return;
	call_ice_default(ice, &place);
	snprintf(m->described, sizeof m->described, "%s", place.address);
	m->local.address = m->described;
	snprintf(m->described_rtcp, sizeof m->described_rtcp, "%s",
		place.rtcp_address);
	m->local.rtcp_address = strcmp(place.rtcp_address, place.address) ?
		m->described_rtcp : NULL;
	m->local.port = place.port;
	m->local.rtcp_port = place.rtcp_port;
}

void call_media_take_sockets(struct call_media *m, const int *fds, bool paired)
{
	int error = m->stream ? stream_take_sockets(m->stream, fds, paired) :
		transport_take(m->transport, fds, paired);

	if (error)
		log_error("media", "sockets could not change places: %s",
			strerror(-error));
}

static int port_of(int fd)
{
	struct sockaddr_storage a = { .ss_family = AF_UNSPEC };
	socklen_t n = sizeof a;

	return fd < 0 || getsockname(fd, (struct sockaddr *)&a, &n) ? 0 :
		address_port(&a);
}

/* The sockets that our description named, and where that was, go on. */
static void keep_sockets(struct call_media *m, const struct call_ice *ice)
{
	const int *fds = call_ice_sockets(ice);
	struct call_ice_default place;

	call_media_take_sockets(m, fds, false);
	if (!port_of(fds[0]))
		return;
	call_media_at(m, port_of(fds[0]), port_of(fds[1]));
	call_ice_default(ice, &place);
	if (strcmp(place.address, m->address) != 0)	/* a NAT's */
		call_media_appear(m, &(struct call_place){ place.address,
			place.port, !strcmp(place.rtcp_address, place.address) ?
			place.rtcp_port : 0 });
	else if (m->seen.port)		/* of sockets that have gone */
		call_media_appear(m, &(struct call_place){ NULL, 0, 0 });
}

/* They do none. */
static void leave_ice(struct call_media *m)
{
	struct call_ice *ice = call_media_ice_given(m);

	if (ice && !call_ice_gathers(ice))
		keep_sockets(m, ice);
	call_media_drop_ice(&m->next_ice);
	call_media_drop_ice(&m->ice);
}

void call_media_agree_ice(struct call_media *m, const struct agreement *a,
	bool we_answered)
{
	if (!a->ice || !call_media_ice_given(m)) {
		leave_ice(m);
		return;
	}
	if (m->next_ice && named(m) == m->next_ice) {
		call_media_drop_ice(&m->ice);
		m->ice = m->next_ice;
		m->next_ice = NULL;
		call_media_take_sockets(m, call_ice_pipes(m->ice), true);
	}
	call_ice_agree(m->ice, &a->their_ice, !we_answered);
}

/* Before the answer that has our names. */
void call_media_meet_ice(struct call_media *m, const char *sdp, size_t n)
{
	struct call_ice *ice = named(m);
	struct sdp_ice theirs;

	if (ice && offer_ice(sdp, n, &theirs, NULL))
		call_ice_meet(ice, &theirs);
}

/* What is sent before would be lost, and said again a second later. */
bool call_media_has_way(const struct call_media *m)
{
	struct call_ice *ice = call_media_ice_now(m);

	return !ice || call_ice_is(ice, ICE_CONNECTED);
}
