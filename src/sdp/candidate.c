#include "sdp/candidate.h"

#include <arpa/inet.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#define UFRAG_MIN 4		/* RFC 8839 5.4 */
#define PWD_MIN 22

static const char *const type_names[] = {
	[SDP_HOST] = "host", [SDP_SRFLX] = "srflx", [SDP_PRFLX] = "prflx",
	[SDP_RELAY] = "relay"
};

const char *candidate_type_name(enum sdp_candidate_type type)
{
	return type_names[type];
}

bool candidate_usable(const struct sdp_ice *ice)
{
	return ice->ufrag[0] && ice->pwd[0];
}

bool candidate_has(const struct sdp_ice *ice, int component,
	const char *address, int port)
{
	for (int i = 0; i < ice->n; i++) {
		const struct sdp_candidate *c = &ice->candidates[i];

		if (c->component == component && c->port == port &&
		    !strcmp(c->address, address))
			return true;
	}
	return false;
}

/* --- reading -------------------------------------------------------------- */

/* ice-char of RFC 8839 5.1 */
static bool is_ice_text(struct span s)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"abcdefghijklmnopqrstuvwxyz0123456789+/";

	for (const char *c = s.s; c < s.end; c++)
		if (!*c || !strchr(allowed, *c))
			return false;
	return true;
}

static void read_word(char word[SDP_ICE_WORD], struct span value, size_t min)
{
	struct span text = span_word(&value);

	word[0] = '\0';
	if (span_length(text) >= min && is_ice_text(text))
		span_copy(text, word, SDP_ICE_WORD);
}

/* A single host's, in the one way that we write it. */
static bool read_address(struct span text, char address[SDP_CANDIDATE_ADDRESS])
{
	char word[SDP_CANDIDATE_ADDRESS];
	unsigned char bytes[16], none[16] = { 0 };
	int family;

	if (!span_copy(text, word, sizeof word))
		return false;
	family = strchr(word, ':') ? AF_INET6 : AF_INET;
	if (inet_pton(family, word, bytes) != 1 ||
	    bytes[0] == 0xff || (family == AF_INET && bytes[0] >= 224) ||
	    !memcmp(bytes, none, family == AF_INET ? 4 : 16))
		return false;
	return inet_ntop(family, bytes, address, SDP_CANDIDATE_ADDRESS) != NULL;
}

static bool read_type(struct span word, enum sdp_candidate_type *type)
{
	for (int i = SDP_HOST; i <= SDP_RELAY; i++)
		if (span_is(word, type_names[i])) {
			*type = i;
			return true;
		}
	return false;
}

/* Pairs of a name and a value, of which only the related address is known. */
static void read_extensions(struct sdp_candidate *c, struct span rest)
{
	struct span name;

	while (name = span_word(&rest), name.s < name.end) {
		struct span value = span_word(&rest);

		if (span_is(name, "raddr"))
			read_address(value, c->related);
		else if (span_is(name, "rport"))
			span_number(value, 65535, &c->related_port);
	}
}

static bool read_candidate(struct sdp_candidate *c, struct span value)
{
	struct span foundation = span_word(&value);
	struct span component = span_word(&value);
	struct span transport = span_word(&value), priority = span_word(&value);
	struct span address = span_word(&value), port = span_word(&value);
	struct span typ = span_word(&value), type = span_word(&value);
	int number = 0;

	*c = (struct sdp_candidate){ 0 };
	if (foundation.s == foundation.end || !is_ice_text(foundation) ||
	    !span_copy(foundation, c->foundation, sizeof c->foundation) ||
	    !span_number(component, 2, &c->component) || !c->component ||
	    !span_is(transport, "UDP") ||
	    !span_number(priority, INT_MAX, &number) || !number ||
	    !read_address(address, c->address) ||
	    !span_number(port, 65535, &c->port) || !c->port ||
	    !span_is(typ, "typ") || !read_type(type, &c->type))
		return false;
	c->priority = number;
	read_extensions(c, value);
	return true;
}

static void take_candidate(struct sdp_ice *ice, struct span value)
{
	if (ice->n < SDP_CANDIDATES &&
	    read_candidate(&ice->candidates[ice->n], value))
		ice->n++;
	else
		ice->others = true;
}

static void read_options(struct sdp_ice *ice, struct span value)
{
	struct span word;

	while (word = span_word(&value), word.s < word.end)
		ice->modern |= span_is(word, "ice2") ||
			span_is(word, "trickle");
}

void candidate_attribute(struct sdp_ice *ice, struct span name,
	struct span value)
{
	if (span_is(name, "candidate"))
		take_candidate(ice, value);
	else if (span_is(name, "ice-ufrag"))
		read_word(ice->ufrag, value, UFRAG_MIN);
	else if (span_is(name, "ice-pwd"))
		read_word(ice->pwd, value, PWD_MIN);
	else if (span_is(name, "ice-options"))
		read_options(ice, value);
	else if (span_is(name, "ice-lite"))
		ice->lite = true;
	else if (span_is(name, "ice-mismatch"))
		ice->mismatch = true;
}

/* --- writing -------------------------------------------------------------- */

void candidate_write(const struct sdp_candidate *c,
	char text[SDP_CANDIDATE_TEXT])
{
	int n = snprintf(text, SDP_CANDIDATE_TEXT, "%s %d UDP %u %s %d typ %s",
		c->foundation, c->component, c->priority, c->address, c->port,
		type_names[c->type]);

	if (c->related[0])
		snprintf(text + n, SDP_CANDIDATE_TEXT - n, " raddr %s rport %d",
			c->related, c->related_port);
}
