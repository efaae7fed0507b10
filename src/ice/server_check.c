#include "ice/server_check.h"

#include <gio/gio.h>
#include <stdio.h>
#include <string.h>
#include <stun/stunagent.h>
#include <stun/usages/bind.h>
#include <stun/usages/turn.h>

#define PATIENCE_MS 3000
#define AGAIN_MS 500		/* a datagram may be lost */
#define ROOM 2048

struct server_check {
	struct ice_server server;
	server_check_fn *told;
	void *arg;
	GSocket *socket;		/* owned */
	GSource *readable, *timer;	/* owned */
	StunAgent agent;
	StunMessage request, challenge;
	uint8_t sent[ROOM], received[ROOM];
	size_t n_sent, n_received;
	bool challenged;		/* challenge is there */
	int tries;
};

static void drop(GSource **source)
{
	if (*source)
		g_source_destroy(*source);
	g_clear_pointer(source, g_source_unref);
}

void server_check_free(struct server_check *c)
{
	if (!c)
		return;
	drop(&c->readable);
	drop(&c->timer);
	g_clear_object(&c->socket);
	explicit_bzero(c, sizeof *c);
	g_free(c);
}

static void tell(struct server_check *c, const char *what, bool answers)
{
	char text[ICE_TEXT];

	snprintf(text, sizeof text, "the %s server %.100s %.120s",
		c->server.way == ICE_STUN ? "STUN" : "TURN", c->server.host,
		what ? what : "");
	drop(&c->readable);
	drop(&c->timer);
	c->told(c->arg, what ? text : NULL, answers);
}

static bool by_datagrams(const struct server_check *c)
{
	return c->server.way == ICE_STUN || c->server.way == ICE_TURN_UDP;
}

/* --- requests ------------------------------------------------------------- */

static void send_it(struct server_check *c)
{
	g_socket_send(c->socket, (const char *)c->sent, c->n_sent, NULL, NULL);
}

static void make_request(struct server_check *c)
{
	struct ice_server *s = &c->server;

	if (s->way == ICE_STUN) {
		c->n_sent = stun_usage_bind_create(&c->agent, &c->request,
			c->sent, sizeof c->sent);
		return;
	}
	c->n_sent = stun_usage_turn_create(&c->agent, &c->request, c->sent,
		sizeof c->sent, c->challenged ? &c->challenge : NULL,
		STUN_USAGE_TURN_REQUEST_PORT_NORMAL, -1, -1,
		(uint8_t *)s->user, strlen(s->user), (uint8_t *)s->password,
		strlen(s->password), STUN_USAGE_TURN_COMPATIBILITY_RFC5766);
}

/* A relay after all is given back at once. */
static void give_back(struct server_check *c)
{
	struct ice_server *s = &c->server;

	c->n_sent = stun_usage_turn_create_refresh(&c->agent, &c->request,
		c->sent, sizeof c->sent, &c->challenge, 0, (uint8_t *)s->user,
		strlen(s->user), (uint8_t *)s->password, strlen(s->password),
		STUN_USAGE_TURN_COMPATIBILITY_RFC5766);
	send_it(c);
}

/* --- answers -------------------------------------------------------------- */

static void take_error(struct server_check *c, const StunMessage *m)
{
	char what[ICE_TEXT];
	int code = 0;

	stun_message_find_error(m, &code);
	if (code == 401 && !c->challenged && c->server.user[0]) {
		memcpy(&c->challenge, m, sizeof c->challenge);
		c->challenged = true;
		make_request(c);
		send_it(c);
		return;
	}
	if (code == 401 || code == 441)
		snprintf(what, sizeof what, "refuses ice_user and its "
			"password (%d)", code);
	else
		snprintf(what, sizeof what, code == 486 ? "gives no more "
			"relays to ice_user (%d)" : "gives no relay (%d)",
			code);
	tell(c, what, true);
}

static void take_answer(struct server_check *c, const StunMessage *m)
{
	struct sockaddr_storage relay, mapped, other;
	socklen_t n_relay = sizeof relay, n_mapped = sizeof mapped,
		n_other = sizeof other;
	uint32_t bandwidth, lifetime;

	if (c->server.way == ICE_STUN) {
		tell(c, NULL, true);
		return;
	}
	switch (stun_usage_turn_process((StunMessage *)m,
		(struct sockaddr_storage *)&relay, &n_relay, &mapped,
		&n_mapped, &other, &n_other, &bandwidth, &lifetime,
		STUN_USAGE_TURN_COMPATIBILITY_RFC5766)) {
	case STUN_USAGE_TURN_RETURN_ERROR:
		take_error(c, m);
		break;
	case STUN_USAGE_TURN_RETURN_RELAY_SUCCESS:
	case STUN_USAGE_TURN_RETURN_MAPPED_SUCCESS:
		give_back(c);
		tell(c, NULL, true);
		break;
	default:
		tell(c, "says what cannot be understood", true);
	}
}

/* The buffer of a challenge is read again with the next request. */
static uint8_t *room(struct server_check *c)
{
	return c->challenged ? c->received + ROOM / 2 : c->received;
}

static gboolean on_readable(GSocket *socket, GIOCondition condition,
	gpointer arg)
{
	struct server_check *c = arg;
	gssize n = g_socket_receive(socket, (char *)room(c), ROOM / 2, NULL,
		NULL);
	StunMessage m;

	(void)condition;
	if (n <= 0) {
		tell(c, "closes the connection, or is not there", false);
		return G_SOURCE_REMOVE;
	}
	switch (stun_agent_validate(&c->agent, &m, room(c), (size_t)n, NULL,
		NULL)) {
	case STUN_VALIDATION_SUCCESS:
	case STUN_VALIDATION_UNAUTHORIZED:
	case STUN_VALIDATION_UNMATCHED_RESPONSE:
		take_answer(c, &m);
		break;
	default:
		break;
	}
	return c->readable ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static gboolean on_timer(gpointer arg)
{
	struct server_check *c = arg;

	if (++c->tries * AGAIN_MS >= PATIENCE_MS) {
		tell(c, "does not answer", false);
		return G_SOURCE_REMOVE;
	}
	if (by_datagrams(c))
		send_it(c);
	return G_SOURCE_CONTINUE;
}

/* --- its life ------------------------------------------------------------- */

static bool open_socket(struct server_check *c)
{
	bool udp = by_datagrams(c);
	GSocketAddress *to = g_inet_socket_address_new_from_string(
		c->server.place.address, (guint)c->server.place.port);
	GError *error = NULL;
	bool going;

	if (!to)
		return false;
	c->socket = g_socket_new(g_socket_address_get_family(to),
		udp ? G_SOCKET_TYPE_DATAGRAM : G_SOCKET_TYPE_STREAM,
		G_SOCKET_PROTOCOL_DEFAULT, NULL);
	if (c->socket)
		g_socket_set_blocking(c->socket, FALSE);
	going = c->socket && (g_socket_connect(c->socket, to, NULL, &error) ||
		g_error_matches(error, G_IO_ERROR, G_IO_ERROR_PENDING));
	g_clear_error(&error);
	g_object_unref(to);
	return going;
}

static gboolean on_connected(GSocket *socket, GIOCondition condition,
	gpointer arg)
{
	struct server_check *c = arg;

	(void)condition;
	drop(&c->readable);
	if (!g_socket_check_connect_result(socket, NULL)) {
		tell(c, "cannot be reached by TCP", false);
		return G_SOURCE_REMOVE;
	}
	c->readable = g_socket_create_source(socket, G_IO_IN, NULL);
	g_source_set_callback(c->readable, G_SOURCE_FUNC(on_readable), c,
		NULL);
	g_source_attach(c->readable, g_main_context_get_thread_default());
	send_it(c);
	return G_SOURCE_REMOVE;
}

static void watch(struct server_check *c)
{
	GMainContext *context = g_main_context_get_thread_default();

	c->readable = g_socket_create_source(c->socket, G_IO_OUT, NULL);
	g_source_set_callback(c->readable, G_SOURCE_FUNC(on_connected), c,
		NULL);
	g_source_attach(c->readable, context);
	c->timer = g_timeout_source_new(AGAIN_MS);
	g_source_set_callback(c->timer, on_timer, c, NULL);
	g_source_attach(c->timer, context);
}

struct server_check *server_check_new(const struct ice_server *server,
	server_check_fn *told, void *arg)
{
	struct server_check *c = g_new0(struct server_check, 1);

	c->server = *server;
	c->told = told;
	c->arg = arg;
	stun_agent_init(&c->agent, STUN_ALL_KNOWN_ATTRIBUTES,
		STUN_COMPATIBILITY_RFC5389,
		STUN_AGENT_USAGE_ADD_SOFTWARE |
		STUN_AGENT_USAGE_LONG_TERM_CREDENTIALS);
	if (!open_socket(c)) {
		server_check_free(c);
		return NULL;
	}
	make_request(c);
	watch(c);
	return c;
}
