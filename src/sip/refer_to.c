#include "sip/refer_to.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <sofia-sip/sip_header.h>
#include <sofia-sip/su_string.h>
#include <sofia-sip/url.h>

#include "sip/uri.h"

#define REPLACES_MAX 512		/* bytes */

/* The text after "name=" in what is split by c; NULL: not there.  *n is its
 * length, *more what follows it. */
static const char *find(const char *list, const char *name, char c, size_t *n,
	const char **more)
{
	size_t length = strlen(name);

	while (list && *list) {
		const char *end = strchr(list, c);
		size_t size = end ? (size_t)(end - list) : strlen(list);

		*more = end ? end + 1 : NULL;
		if (size > length && list[length] == '=' &&
		    !strncasecmp(list, name, length)) {
			*n = size - length - 1;
			return list + length + 1;
		}
		list = *more;
	}
	return NULL;
}

static bool is_plain(const char *text)
{
	for (; *text; text++)
		if (*text <= ' ' || *text > '~' || strchr("\"<>,", *text))
			return false;
	return true;
}

/* Written anew from what was understood: nothing else comes along. */
static char *rewritten(su_home_t *home, const char *value)
{
	const sip_replaces_t *r;

	if (!is_plain(value))
		return NULL;
	r = sip_replaces_make(home, value);
	if (!r || !r->rp_call_id || !*r->rp_call_id || !r->rp_to_tag ||
	    !*r->rp_to_tag || !r->rp_from_tag || !*r->rp_from_tag)
		return NULL;
	return su_sprintf(home, "%s;to-tag=%s;from-tag=%s%s", r->rp_call_id,
		r->rp_to_tag, r->rp_from_tag,
		r->rp_early_only ? ";early-only" : "");
}

/* 0, and *replaces NULL where there is none. */
static int read_replaces(su_home_t *home, const char *headers,
	const char **replaces)
{
	const char *more, *text;
	size_t n, other;
	char *value;

	text = find(headers, "Replaces", '&', &n, &more);
	if (!text)
		return 0;
	if (n > REPLACES_MAX || find(more, "Replaces", '&', &other, &more))
		return 400;
	value = su_zalloc(home, n + 1);
	if (memchr(value, '\0', url_unescape_to(value, text, n)))
		return 400;
	*replaces = rewritten(home, value);
	return *replaces ? 0 : 400;
}

/* Only a call can be asked for. */
static int judge_method(const char *parameters)
{
	const char *more, *method;
	size_t n;

	method = find(parameters, "method", ';', &n, &more);
	return !method || (n == 6 && !strncasecmp(method, "INVITE", 6)) ? 0 :
		403;
}

static char *without_method(su_home_t *home, const char *parameters)
{
	char *copy = su_strdup(home, parameters);

	return copy ? url_strip_param_string(copy, "method") : NULL;
}

static int read_uri(su_home_t *home, const url_t *url, const char **to)
{
	struct uri_parts parts;
	url_t plain = *url;

	plain.url_headers = NULL;
	plain.url_fragment = NULL;
	if (url->url_params)
		plain.url_params = without_method(home, url->url_params);
	*to = url_as_string(home, &plain);
	return *to && strlen(*to) < URI_TEXT && uri_parse(*to, &parts) ? 0 :
		400;
}

int refer_to_read(su_home_t *home, const sip_refer_to_t *header,
	struct refer_request *request)
{
	int status;

	if (!header || header->r_next)
		return 400;
	status = read_uri(home, header->r_url, &request->to);
	if (!status)
		status = judge_method(header->r_url->url_params);
	return status ? status : read_replaces(home, header->r_url->url_headers,
		&request->replaces);
}

const char *refer_to_referrer(su_home_t *home, const sip_referred_by_t *header)
{
	struct uri_parts parts;
	const char *by;
	url_t plain;

	if (!header)
		return NULL;
	plain = *header->b_url;
	plain.url_headers = NULL;
	by = url_as_string(home, &plain);
	return by && strlen(by) < URI_TEXT && uri_parse(by, &parts) ? by : NULL;
}

char *refer_to_rename_tags(su_home_t *home, const char *target_dialog)
{
	const char *local, *remote, *more;
	size_t n, n_local, n_remote;

	n = strcspn(target_dialog, ";");
	local = find(target_dialog, "local-tag", ';', &n_local, &more);
	remote = find(target_dialog, "remote-tag", ';', &n_remote, &more);
	if (!n || !local || !n_local || !remote || !n_remote ||
	    !is_plain(target_dialog))
		return NULL;
	return su_sprintf(home, "%.*s;to-tag=%.*s;from-tag=%.*s", (int)n,
		target_dialog, (int)n_local, local, (int)n_remote, remote);
}
