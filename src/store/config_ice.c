#include "store/config_ice.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "store/config_check.h"
#include "store/ice_uri.h"
#include "store/texts.h"

static char *text_or_null(const struct section *s, const char *key)
{
	const char *text = section_text(s, key);

	return *text ? mem_text(text) : NULL;
}

static int wait_of(const char *text)
{
	return !strcmp(text, "all") ? ICE_UNTIL_ALL :
		!strcmp(text, "srflx") ? ICE_UNTIL_SRFLX : atoi(text);
}

void config_ice_take(struct ice_config *c, const struct section *s)
{
	*c = (struct ice_config){
		.mode = section_word(s, "ice"),
		.user = text_or_null(s, "ice_user"),
		.password = text_or_null(s, "ice_password"),
		.password_command = text_or_null(s, "ice_password_command"),
		.wait = wait_of(section_text(s, "ice_wait")),
		.hide_host = section_switch(s, "ice_hide_host") };
	section_list(s, "ice_servers", &c->servers);
}

void config_ice_clear(struct ice_config *c)
{
	texts_clear(&c->servers);
	free(c->user);
	mem_wipe_text(c->password);
	mem_wipe_text(c->password_command);
}

static bool is_turn(const char *server)
{
	struct ice_uri uri;

	return ice_uri_read(server, &uri) && uri.scheme != ICE_URI_STUN;
}

bool config_ice_has_turn(const struct ice_config *c)
{
	for (int i = 0; i < c->servers.n; i++)
		if (is_turn(c->servers.items[i]))
			return true;
	return false;
}

static bool is_set(const struct section *s, const char *key)
{
	return section_has(s, key) && *section_text(s, key);
}

/* A TURN server gives nothing to who says no name. */
static void check_credentials(const struct section *s, struct problems *p)
{
	bool command = is_set(s, "ice_password_command");
	struct ice_config c;

	config_ice_take(&c, s);
	if (config_ice_has_turn(&c) && !command &&
	    (!c.user || !c.password))
		config_check_wrong(s, p, section_line(s, "ice_servers"),
			"ice_servers", " names a TURN server: expected an "
			"ice_user and ice_password beside it, or an "
			"ice_password_command that prints them");
	config_ice_clear(&c);
}

void config_ice_check(const struct section *s, struct problems *p)
{
	if (is_set(s, "ice_password") && is_set(s, "ice_password_command"))
		config_check_wrong(s, p, section_line(s, "ice_password"),
			"ice_password", ": expected only one of ice_password "
			"and ice_password_command");
	check_credentials(s, p);
}
