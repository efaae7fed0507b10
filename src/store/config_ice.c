#include "store/config_ice.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "store/config_check.h"
#include "store/ice_uri.h"
#include "store/texts.h"

static int wait_of(const char *text)
{
	return !strcmp(text, "all") ? ICE_UNTIL_ALL :
		!strcmp(text, "srflx") ? ICE_UNTIL_SRFLX : atoi(text);
}

void config_ice_take(struct ice_config *c, const struct section *s)
{
	*c = (struct ice_config){
		.mode = section_word(s, "ice"),
		.user = section_copy(s, "ice_user"),
		.password = section_copy(s, "ice_password"),
		.password_command = section_copy(s, "ice_password_command"),
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

static bool has(const struct ice_config *c, bool turn)
{
	struct ice_uri uri;

	for (int i = 0; i < c->servers.n; i++)
		if (ice_uri_read(c->servers.items[i], &uri) &&
		    (uri.scheme != ICE_URI_STUN) == turn)
			return true;
	return false;
}

/* A TURN server gives nothing to who says no name. */
static void check_credentials(const struct section *s,
	const struct ice_config *c, struct problems *p)
{
	if (c->password && c->password_command)
		config_check_wrong(s, p, section_line(s, "ice_password"),
			"ice_password", ": expected only one of ice_password "
			"and ice_password_command");
	if (has(c, true) && !c->password_command &&
	    (!c->user || !c->password))
		config_check_wrong(s, p, section_line(s, "ice_servers"),
			"ice_servers", " names a TURN server: expected an "
			"ice_user and ice_password beside it, or an "
			"ice_password_command that prints them");
}

void config_ice_check(const struct section *s, struct problems *p)
{
	struct ice_config c;

	config_ice_take(&c, s);
	check_credentials(s, &c, p);
	if (section_word(s, "nat") == CONFIG_NAT_STUN && !has(&c, false))
		config_check_wrong(s, p, section_line(s, "nat"), "nat",
			" = \"stun\": expected a STUN server beside it, like "
			"ice_servers = {\"stun:stun.example.net\"}");
	config_ice_clear(&c);
}
