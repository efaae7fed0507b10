#include "sdp/description.h"

#include <arpa/inet.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "sdp/attribute.h"
#include "sdp/capability.h"
#include "sdp/span.h"

struct parser {
	struct description *to;
	struct description_media session;	/* what m= lines inherit */
	int line;				/* counted from 1 */
	char *why;				/* SDP_WHY bytes */
};

static int fail(struct parser *p, int status, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static int fail(struct parser *p, int status, const char *format, ...)
{
	int n = snprintf(p->why, SDP_WHY, "SDP line %d: ", p->line);
	va_list args;

	va_start(args, format);
	vsnprintf(p->why + n, SDP_WHY - n, format, args);
	va_end(args);
	return status;
}

/* The m= line that we are under, or the session level before the first. */
static struct description_media *current(struct parser *p)
{
	return p->to->n ? &p->to->media[p->to->n - 1] : &p->session;
}

static bool is_multicast(int family, const unsigned char *address)
{
	return family == AF_INET6 ? address[0] == 0xff : address[0] >= 224;
}

/* c=IN IP4 192.0.2.1 */
static int read_connection(struct parser *p, struct span value)
{
	struct span net = span_word(&value), type = span_word(&value);
	struct span address = span_word(&value);
	struct description_media *m = current(p);
	int family = span_is(type, "IP6") ? AF_INET6 : AF_INET;
	unsigned char bytes[16];
	char text[SDP_ADDRESS];

	if (address.s == address.end)
		return fail(p, 400, "c= is not \"IN IP4 ADDRESS\"");
	m->has_address = true;
	m->address[0] = '\0';
	if (!span_is(net, "IN") ||
	    (!span_is(type, "IP4") && !span_is(type, "IP6")) ||
	    !span_copy(address, text, sizeof text) ||
	    inet_pton(family, text, bytes) != 1 || is_multicast(family, bytes))
		return 0;
	inet_ntop(family, bytes, m->address, sizeof m->address);
	return 0;
}

static bool is_rtp(const struct description_media *m)
{
	return strstr(m->protocol, "RTP/") != NULL;
}

/* The numbers of the formats; rtpmap lines name them later. */
static void read_types(struct description_media *m, struct span formats)
{
	struct span word;
	int type;

	while (word = span_word(&formats), word.s < word.end) {
		bool known = !span_number(word, 127, &type);

		for (int i = 0; i < m->n_codecs && !known; i++)
			known = m->codecs[i].payload_type == type;
		if (known || m->n_codecs == SDP_FORMATS)
			continue;
		capability_static(type, &m->codecs[m->n_codecs++]);
	}
}

/* The '\0'-terminated words that an answer has to repeat. */
static bool copy_word(struct span word, char to[SDP_TOKEN])
{
	return word.s < word.end && span_copy(word, to, SDP_TOKEN);
}

/* There are keys in it. */
static void wipe(struct description_media *media, int n)
{
	if (media)
		explicit_bzero(media, n * sizeof *media);
	free(media);
}

static struct description_media *append(struct parser *p)
{
	struct description *d = p->to;

	struct description_media *former = d->media;

	d->media = mem_new((d->n + 1) * sizeof *d->media);
	if (former)
		memcpy(d->media, former, d->n * sizeof *former);
	wipe(former, d->n);
	d->media[d->n] = p->session;
	return &d->media[d->n++];
}

/* m=audio 49170/2 RTP/AVP 0 8 101 */
static int read_media(struct parser *p, struct span value)
{
	struct span kind = span_word(&value), ports = span_word(&value);
	struct span protocol = span_word(&value), formats = value;
	struct description_media *m;

	if (p->to->n == SDP_MEDIA_MAX)
		return fail(p, 488, "more than %d m= lines", SDP_MEDIA_MAX);
	m = append(p);
	if (!copy_word(kind, m->kind) || !copy_word(protocol, m->protocol) ||
	    !copy_word(span_word(&value), m->format))
		return fail(p, 400, "m= is not \"KIND PORT PROTOCOL FORMATS\"");
	if (!span_number(span_until(&ports, '/'), 65535, &m->port))
		return fail(p, 400, "the port of m= is no number from 0 to "
			"65535");
	if (is_rtp(m))
		read_types(m, formats);
	return 0;
}

/* a=group:BUNDLE audio video */
static void read_group(struct description *d, struct span value)
{
	if (span_is(span_word(&value), "BUNDLE") && !d->bundle[0])
		span_copy(value, d->bundle, sizeof d->bundle);
}

static int read_attribute(struct parser *p, struct span value)
{
	struct span rest = value, name = span_until(&rest, ':');

	if (!p->to->n && span_is(name, "group"))
		read_group(p->to, rest);
	else
		attribute_read(current(p), value);
	return 0;
}

static int read_version(struct parser *p, struct span value)
{
	return span_is(value, "0") ? 0 : fail(p, 400, "v= is not 0");
}

static bool starts_with_v(struct span line)
{
	return span_length(line) >= 2 && line.s[0] == 'v' && line.s[1] == '=';
}

static int read_line(struct parser *p, struct span line)
{
	static int (*const readers[26])(struct parser *, struct span) = {
		['a' - 'a'] = read_attribute, ['c' - 'a'] = read_connection,
		['m' - 'a'] = read_media, ['v' - 'a'] = read_version,
	};
	struct span value = { line.s + 2, line.end };
	int letter;

	if (p->line == 1 && !starts_with_v(line))
		return fail(p, 400, "does not start with v=0");
	if (line.s == line.end)
		return 0;
	if (span_length(line) < 2 || line.s[1] != '=' ||
	    line.s[0] < 'a' || line.s[0] > 'z')
		return fail(p, 400, "not a small letter and \"=\"");
	letter = line.s[0] - 'a';
	return readers[letter] ? readers[letter](p, value) : 0;
}

static int check_size(const char *text, size_t n, char why[SDP_WHY])
{
	if (!n)
		snprintf(why, SDP_WHY, "the session description is empty");
	else if (n > SDP_TEXT_MAX)
		snprintf(why, SDP_WHY, "the session description is longer than "
			"%d bytes", SDP_TEXT_MAX);
	else if (memchr(text, '\0', n))
		snprintf(why, SDP_WHY, "the session description holds a "
			"zero byte");
	else
		return 0;
	return 400;
}

int description_parse(struct description *d, const char *text, size_t n,
	char why[SDP_WHY])
{
	struct parser p = {
		.to = d, .why = why, .session.direction = SDP_SENDRECV
	};
	struct span rest = { text, text + n };
	int status;

	*d = (struct description){ 0 };
	status = check_size(text, n, why);
	while (!status && rest.s < rest.end) {
		p.line++;
		status = read_line(&p, span_line(&rest));
	}
	return status;
}

bool description_bundles(const struct description *d,
	const struct description_media *m)
{
	struct span mids = { d->bundle, d->bundle + strlen(d->bundle) };
	struct span mid;

	while (m->mid[0] && (mid = span_word(&mids), mid.s < mid.end))
		if (span_length(mid) == strlen(m->mid) &&
		    !memcmp(mid.s, m->mid, strlen(m->mid)))
			return true;
	return false;
}

void description_clear(struct description *d)
{
	wipe(d->media, d->n);
	*d = (struct description){ 0 };
}
