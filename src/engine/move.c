/* move.c - a session goes on from another address.  Engine thread.
 *
 *	new ports for its sound -> new Contact -> re-INVITE with both
 */
#include <string.h>

#include "base/log.h"
#include "engine/private.h"

const char *session_peer(const struct session *s)
{
	const struct agreement *a = call_media_agreed(s->media);

	if (a && strcmp(a->remote_address, "0.0.0.0") != 0 &&
	    strcmp(a->remote_address, "::") != 0)
		return a->remote_address;
	return s->source;
}

static void move_media(struct session *s)
{
	const char *peer = session_peer(s);
	char local[ADDRESS_TEXT];
	int error;

	if (!s->media || (peer && !address_towards(peer, local)))
		return;
	if (!peer)
		strcpy(local, ua_address(s->endpoint->ua));
	error = call_media_move(s->media, local);
	if (error)
		engine_warn(s->engine, "network", "hang up and call again, if "
			"no sound comes", "the sound of call %d could not move "
			"to %s: %s", s->id, local, strerror(-error));
}

void session_offer_move(struct session *s)
{
	s->moved = s->offering || s->state != SESSION_ESTABLISHED;
	if (!s->moved)
		session_offer_anew(s, OFFER_MOVE, false);
}

static void tell_place(struct session *s)
{
	if (!s->dialog)
		return;
	log_info("session", "%d tells its peer where we are seen", s->id);
	dialog_moved(s->dialog);
	session_offer_move(s);
}

void session_appear(struct session *s)
{
	if (!session_place_again(s, tell_place))
		tell_place(s);
}

void session_relocate(struct session *s)
{
	bool lost = s->media && !address_is_here(call_media_address(s->media));

	if (!session_is_live(s) || !s->dialog || !s->endpoint ||
	    s->endpoint->away)
		return;
	if (!lost && !s->endpoint->moved) {
		if (session_ice_lost(s))
			session_ice_restart(s);
		return;
	}
	log_info("session", "%d goes on from %s", s->id,
		ua_address(s->endpoint->ua));
	move_media(s);
	session_ice_restart(s);
	dialog_moved(s->dialog);
	session_offer_move(s);
	session_changed(s);
}
