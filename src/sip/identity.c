#include "sip/identity.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <sofia-sip/msg_header.h>
#include <sofia-sip/sip_extra.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/su_alloc.h>
#include <sofia-sip/url.h>

#include "base/mem.h"
#include "base/text.h"
#include "sip/header.h"
#include "sip/stack.h"

#define ANONYMOUS "sip:anonymous@anonymous.invalid"

static void entry_clear(struct identity_entry *e)
{
	free(e->uri);
	free(e->display_name);
	free(e->reason);
}

void identity_free(struct identity *i)
{
	if (!i)
		return;
	entry_clear(&i->asserted);
	while (i->n_diversion)
		entry_clear(&i->diversion[--i->n_diversion]);
	while (i->n_history)
		entry_clear(&i->history[--i->n_history]);
	free(i->user_to_user);
	free(i);
}

/* --- names and addresses ---------------------------------------------------*/

/* Without parameters, headers and passwords. */
static char *bare_uri(const url_t *url)
{
	url_t bare = *url;
	char *text, *clean;

	bare.url_params = NULL;
	bare.url_headers = NULL;
	bare.url_password = NULL;
	bare.url_fragment = NULL;
	text = url_as_string(NULL, &bare);
	clean = text_clean(text, URI_TEXT);
	su_free(NULL, text);
	return clean;
}

/* The quotes and blanks around it gone; NULL: there is nothing in it. */
static char *name_text(const char *display)
{
	char *plain = header_unquoted(display), *clean;

	clean = text_clean(plain, TEXT_CHARACTERS);
	free(plain);
	if (clean && !clean[strspn(clean, " ")]) {
		free(clean);
		return NULL;
	}
	return clean;
}

/* The list in a header that the stack leaves unread: all have the form of a
 * Route, names and addresses with parameters. */
static sip_route_t *read_list(su_home_t *home, const char *value)
{
	return sip_route_make(home, value);
}

/* --- who asserts what ------------------------------------------------------*/

static bool is_telephone(const url_t *url)
{
	return url->url_type == url_sip || url->url_type == url_sips ||
		url->url_type == url_tel;
}

static void take_asserted(struct identity *i, const url_t *url,
	const char *display)
{
	if (i->asserted.uri || !is_telephone(url))
		return;
	i->asserted.uri = bare_uri(url);
	i->asserted.display_name = name_text(display);
}

static void read_asserted(struct identity *i, const sip_t *sip)
{
	const sip_p_asserted_identity_t *a = sip_p_asserted_identity(sip);

	for (; a; a = a->paid_next)
		take_asserted(i, a->paid_url, a->paid_display);
}

/* Whom a Remote-Party-ID tells of: the caller in an INVITE; afterwards either
 * word stands for who sends it. */
static bool is_sender(const sip_t *sip, const char *party)
{
	bool first = sip->sip_request && sip->sip_to && !sip->sip_to->a_tag;

	return !party || !strcasecmp(party, "calling") ||
		(!first && !strcasecmp(party, "called"));
}

/* draft-ietf-sip-privacy-04, which many still send. */
static void read_remote_party(struct identity *i, const sip_t *sip)
{
	const sip_remote_party_id_t *r = sip_remote_party_id(sip);

	for (; r; r = r->rpid_next) {
		const char *privacy = r->rpid_privacy;

		if (!is_sender(sip, r->rpid_party))
			continue;
		take_asserted(i, r->rpid_url, r->rpid_display);
		i->withheld |= privacy && strncasecmp(privacy, "off", 3) != 0;
	}
}

static void read_privacy(struct identity *i, const sip_t *sip)
{
	const sip_privacy_t *p = sip->sip_privacy;
	msg_param_t const *v = p ? p->priv_values : NULL;

	for (; v && *v; v++) {
		bool user = !strcasecmp(*v, "user");

		i->anonymous |= user;
		i->withheld |= user || !strcasecmp(*v, "id") ||
			!strcasecmp(*v, "header");
	}
}

static void read_from(struct identity *i, const sip_t *sip)
{
	const url_t *from = sip->sip_from ? sip->sip_from->a_url : NULL;

	if (!from || sip->sip_status)
		return;
	i->anonymous |= from->url_host &&
		!strcasecmp(from->url_host, "anonymous.invalid");
	i->anonymous |= from->url_user &&
		!strcasecmp(from->url_user, "anonymous");
}

/* --- whose call it was -----------------------------------------------------*/

static void add_diversion(struct identity *i, const sip_route_t *r)
{
	struct identity_entry *e = &i->diversion[i->n_diversion];
	char *reason;

	if (i->n_diversion == IDENTITY_ENTRIES)
		return;
	reason = header_unquoted(msg_params_find(r->r_params, "reason="));
	e->uri = bare_uri(r->r_url);
	e->display_name = name_text(r->r_display);
	e->reason = text_clean(reason, TEXT_CHARACTERS);
	free(reason);
	i->n_diversion += e->uri != NULL;
}

/* "Reason: SIP;cause=302\nPrivacy: history\n" out of
 * "?Reason=SIP%3Bcause%3D302&Privacy=history" (RFC 7044 5). */
static const char *lines_of(su_home_t *home, const url_t *url)
{
	return url->url_headers ? url_query_as_header_string(home,
		url->url_headers) : NULL;
}

/* The value of a line; NULL none.  Freed with home. */
static char *line_value(su_home_t *home, const char *lines, const char *name)
{
	size_t n = strlen(name);

	for (const char *s = lines; s && *s; s += strspn(s, "\r\n")) {
		if (!strncasecmp(s, name, n) && s[n] == ':')
			return su_strndup(home, s + n + 1,
				strcspn(s + n + 1, "\r\n"));
		s += strcspn(s, "\r\n");
	}
	return NULL;
}

static void add_history(su_home_t *home, struct identity *i,
	const sip_route_t *r)
{
	struct identity_entry *e = &i->history[i->n_history];
	const char *lines = lines_of(home, r->r_url);
	char *reason = line_value(home, lines, "Reason");
	char *privacy = line_value(home, lines, "Privacy");
	sip_reason_t *read = reason ? sip_reason_make(home, reason) : NULL;
	bool hidden = privacy && !strstr(privacy, "none");

	if (i->n_history == IDENTITY_ENTRIES)
		return;
	e->uri = hidden ? mem_text(ANONYMOUS) : bare_uri(r->r_url);
	e->display_name = hidden ? NULL : name_text(r->r_display);
	e->reason = read ? reason_words(read) : NULL;
	i->n_history += e->uri != NULL;
}

/* --- what the users tell each other ----------------------------------------*/

static int hex_digit(char c)
{
	return isdigit((unsigned char)c) ? c - '0' :
		isxdigit((unsigned char)c) ? tolower((unsigned char)c) - 'a' +
		10 : -1;
}

/* The bytes, or NULL: they are no hex, or not for people.  What ISDN puts in
 * front, a protocol discriminator (0 the users' own, 4 IA5), is left out. */
static char *readable(const char *hex, size_t n)
{
	char *text = mem_new(n / 2 + 1);
	size_t used = 0;

	for (size_t i = 0; text && i + 1 < n; i += 2) {
		int high = hex_digit(hex[i]), low = hex_digit(hex[i + 1]);
		int byte = high * 16 + low;

		if (i == 0 && (byte == 0 || byte == 4) && high >= 0 && low >= 0)
			continue;
		if (high < 0 || low < 0 || byte < ' ' || byte > '~') {
			free(text);
			return NULL;
		}
		text[used++] = (char)byte;
	}
	if (!used || n % 2) {
		free(text);
		return NULL;
	}
	text[used] = '\0';
	return text;
}

/* "48656c6c6f;encoding=hex;purpose=dial" */
static char *user_text(const char *value)
{
	size_t n = strcspn(value, "; \t");
	const char *encoding = strcasestr(value + n, "encoding=");
	bool hex = !encoding || !strncasecmp(encoding + 9, "hex", 3);
	char *text = hex ? readable(value, n) : NULL, *plain, *clean;

	plain = text ? text : mem_text(value);
	clean = text_clean(plain, IDENTITY_TEXT);
	free(plain);
	return clean;
}

/* --- the headers that the stack does not read --------------------------------*/

static void read_unknown(su_home_t *home, struct identity *i,
	const sip_unknown_t *u)
{
	const sip_route_t *r;

	if (!u->un_name || !u->un_value)
		return;
	if (!strcasecmp(u->un_name, "Diversion"))
		for (r = read_list(home, u->un_value); r; r = r->r_next)
			add_diversion(i, r);
	else if (!strcasecmp(u->un_name, "History-Info"))
		for (r = read_list(home, u->un_value); r; r = r->r_next)
			add_history(home, i, r);
	else if (!strcasecmp(u->un_name, "User-to-User") && !i->user_to_user)
		i->user_to_user = user_text(u->un_value);
}

struct identity *event_identity(const struct sip_event *e)
{
	struct identity *i = mem_new_of(struct identity);
	su_home_t *home = su_home_new(sizeof *home);

	read_asserted(i, e->sip);
	read_remote_party(i, e->sip);
	read_privacy(i, e->sip);
	read_from(i, e->sip);
	for (const sip_unknown_t *u = e->sip->sip_unknown; u; u = u->un_next)
		read_unknown(home, i, u);
	su_home_unref(home);
	return i;
}
