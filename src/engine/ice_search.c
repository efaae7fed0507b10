#include "engine/ice_search.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "loop/child.h"
#include "sip/address.h"
#include "store/ice_uri.h"
#include "store/texts.h"

#define COMMAND "ice_password_command"
#define LIMIT_MS 5000
#define NAMES_MS 2000		/* a call waits */

struct sought {
	struct ice_search *search;
	struct address_probe *probe;	/* owned; NULL: not asked, or
					 * answered */
	struct ice_server server;
};

struct ice_search {
	struct loop *loop;
	char *resolv_conf;		/* owned; NULL: the system's */
	struct texts uris;
	char *user, *password;		/* owned; NULL: none */
	struct child *child;		/* owned; NULL */
	struct loop_timer *timer;	/* owned: it is over, from the loop; or
					 * has to be */
	struct sought sought[ICE_SERVERS];
	int n, waiting;
	char *problem;			/* owned; the first one */
	ice_search_fn *fn;
	void *arg;
};

void ice_search_cancel(struct ice_search *s)
{
	if (!s)
		return;
	child_kill(s->child);
	for (int i = 0; i < s->n; i++)
		address_probe_cancel(s->sought[i].probe);
	loop_timer_free(s->timer);
	texts_clear(&s->uris);
	free(s->resolv_conf);
	free(s->user);
	mem_wipe_text(s->password);
	free(s->problem);
	explicit_bzero(s, sizeof *s);
	free(s);
}

static void note(struct ice_search *s, char *problem)
{
	if (s->problem)
		free(problem);
	else
		s->problem = problem;
}

/* --- the end ---------------------------------------------------------------*/

static void on_over(void *arg)
{
	struct ice_search *s = arg;
	struct ice_server found[ICE_SERVERS];
	int n = 0;

	for (int i = 0; i < s->n; i++)
		if (s->sought[i].server.place.address[0])
			found[n++] = s->sought[i].server;
		else if (s->sought[i].probe)
			note(s, mem_format("ice_servers: no name server has "
				"told the address of %s in %d s",
				s->sought[i].server.host, NAMES_MS / 1000));
	s->fn(s->arg, found, n, s->problem);
	explicit_bzero(found, sizeof found);
	ice_search_cancel(s);
}

static void check_over(struct ice_search *s)
{
	if (!s->waiting)
		loop_timer_set(s->timer, 0);
}

/* --- names -----------------------------------------------------------------*/

static void on_address(void *arg, const struct address_answer *r)
{
	struct sought *one = arg;
	char *place = one->server.place.address;

	one->probe = NULL;
	one->search->waiting--;
	if (r->error || strlen(r->remote) >= ICE_ADDRESS)
		note(one->search, mem_format(r->error == -ENETUNREACH ?
			"ice_servers: no network leads to %s" :
			"ice_servers: no address is known for %s",
			one->server.host));
	else
		strcpy(place, r->remote);
	check_over(one->search);
}

static void seek(struct ice_search *s, const struct ice_uri *uri)
{
	static const enum ice_way ways[] = { [ICE_URI_STUN] = ICE_STUN,
		[ICE_URI_TURN_UDP] = ICE_TURN_UDP,
		[ICE_URI_TURN_TCP] = ICE_TURN_TCP,
		[ICE_URI_TURN_TLS] = ICE_TURN_TLS };
	struct sought *one = &s->sought[s->n++];
	struct ice_server *server = &one->server;

	one->search = s;
	server->way = ways[uri->scheme];
	server->place.port = uri->port;
	snprintf(server->host, sizeof server->host, "%.*s", ICE_TEXT - 1,
		uri->host);
	snprintf(server->user, sizeof server->user, "%s",
		s->user ? s->user : "");
	snprintf(server->password, sizeof server->password, "%s",
		s->password ? s->password : "");
	s->waiting++;
	one->probe = address_probe_host(s->loop, s->resolv_conf, uri->host,
		on_address, one);
}

/* Who has no password need not ask for a relay. */
static void seek_all(struct ice_search *s)
{
	struct ice_uri uri;

	loop_timer_set(s->timer, NAMES_MS);
	for (int i = 0; i < s->uris.n && s->n < ICE_SERVERS; i++)
		if (ice_uri_read(s->uris.items[i], &uri) &&
		    (uri.scheme == ICE_URI_STUN || s->password))
			seek(s, &uri);
	check_over(s);
}

/* --- the command -----------------------------------------------------------*/

static const char *member(const json_t *o, const char *name, const char *other)
{
	const char *text = json_string_value(json_object_get(o, name));

	return text ? text : json_string_value(json_object_get(o, other));
}

/* As servers of such credentials say it (draft-uberti-behave-turn-rest), or
 * browsers are told. */
static void take_object(struct ice_search *s, const json_t *o)
{
	const char *user = member(o, "username", "user");
	const char *password = member(o, "password", "credential");
	const json_t *uris = json_object_get(o, "uris"), *uri;
	size_t i;

	if (user)
		mem_set(&s->user, user);
	if (password)
		s->password = mem_text(password);
	if (!uris)
		uris = json_object_get(o, "urls");
	if (json_is_array(uris) && json_array_size(uris))
		texts_clear(&s->uris);
	json_array_foreach(uris, i, uri)
		if (json_is_string(uri))
			texts_add(&s->uris, json_string_value(uri));
}

static void take_output(struct ice_search *s, const char *output, size_t n)
{
	json_t *o = json_loadb(output, n, JSON_REJECT_DUPLICATES, NULL);
	size_t line = strcspn(output, "\r\n");

	if (json_is_object(o))
		take_object(s, o);
	else if (line)
		s->password = mem_text_n(output, line);
	json_decref(o);
	if (!s->password || !s->user)
		note(s, mem_format(COMMAND " printed %s: expected a line with "
			"the password of ice_user, or a JSON object with "
			"username and password", s->password ? "no user" :
			"no password"));
}

static void on_output(void *arg, const struct child_result *r)
{
	struct ice_search *s = arg;

	s->child = NULL;
	s->waiting--;
	if (r->status == 0)
		take_output(s, r->output, r->n);
	else if (r->status < 0)
		note(s, mem_format(COMMAND " took over %d s",
			LIMIT_MS / 1000));
	else
		note(s, mem_format(COMMAND " failed with status %d",
			r->status));
	seek_all(s);
}

static bool ask(struct ice_search *s, const char *command)
{
	int error;

	if (!command)
		return false;
	error = child_start(&s->child, s->loop, command, LIMIT_MS, on_output,
		s);
	if (error < 0)
		note(s, mem_format(COMMAND " could not be started: %s",
			strerror(-error)));
	s->waiting += error >= 0;
	return error >= 0;
}

struct ice_search *ice_search_new(struct loop *loop, const char *resolv_conf,
	const struct ice_config *c, ice_search_fn *fn, void *arg)
{
	struct ice_search *s = mem_new_of(struct ice_search);

	s->loop = loop;
	s->resolv_conf = mem_text(resolv_conf);
	s->user = mem_text(c->user);
	s->password = mem_text(c->password);
	texts_copy(&s->uris, &c->servers);
	s->timer = loop_timer_new(loop, on_over, s, "ice servers");
	s->fn = fn;
	s->arg = arg;
	if (!ask(s, c->password_command))
		seek_all(s);
	return s;
}
