#include "store/config_value.h"

#include <config.h>

#include <arpa/inet.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "store/config_key.h"
#include "store/ice_uri.h"
#include "store/record_name.h"

#define SHORT 128		/* characters */

bool value_number(const char *value, int min, int max, int *number)
{
	char *end;
	long n;

	if (!isdigit((unsigned char)value[0]) || strlen(value) > 9)
		return false;
	n = strtol(value, &end, 10);
	if (*end || n < min || n > max)
		return false;
	*number = (int)n;
	return true;
}

bool value_switch(const char *value, bool *on)
{
	int i = config_word_index("no|yes|false|true|off|on", value);

	*on = i % 2;
	return i >= 0;
}

/* --- text ------------------------------------------------------------------*/

static bool is_clean(const char *value, size_t max_characters)
{
	char *clean = text_clean(value, max_characters);
	bool same = !strcmp(clean, value);

	explicit_bzero(clean, strlen(clean));
	free(clean);
	return same;
}

const char *value_text(const char *value)
{
	return is_clean(value, (size_t)-1) ? NULL :
		"text without line breaks and control characters (is a quote "
		"missing?)";
}

const char *value_short_text(const char *value)
{
	return is_clean(value, SHORT) ? NULL :
		"at most 128 characters of text, without control characters";
}

static bool is_printable(const char *value)
{
	while (*value > 0x1f && *value < 0x7f)
		value++;
	return !*value;
}

const char *value_token_text(const char *value)
{
	return *value && strlen(value) <= SHORT && is_printable(value) ? NULL :
		"1 to 128 printable ASCII characters";
}

const char *value_topic(const char *value)
{
	size_t n = strspn(value, "abcdefghijklmnopqrstuvwxyz.");

	n += value[n] == '*';
	return n && !value[n] ? NULL :
		"a topic of events: \"session.ended\", \"session\", "
		"\"session.*\"";
}

/* "sip:boss@example.net = ring-3"; a pattern is of one word. */
bool value_read_ring(const char *value, char pattern[RING_PATTERN],
	enum config_ring *ring)
{
	const char *equals = strrchr(value, '=');
	size_t n = equals ? (size_t)(equals - value) : 0;
	int i;

	while (n && value[n - 1] == ' ')
		n--;
	if (!n || n >= RING_PATTERN || memchr(value, ' ', n) ||
	    !is_printable(value))
		return false;
	i = config_word_index(RING_WORDS,
		equals + 1 + strspn(equals + 1, " "));
	memcpy(pattern, value, n);
	pattern[n] = '\0';
	*ring = i < 0 ? RING_1 : (enum config_ring)i;
	return i >= 0;
}

const char *value_ring(const char *value)
{
	char pattern[RING_PATTERN];
	enum config_ring ring;

	return value_read_ring(value, pattern, &ring) ? NULL :
		"a caller, or what Alert-Info says, and one of ring-1 to "
		"ring-5 or silent, like \"sip:*@example.net=ring-2\"";
}

const char *value_pin(const char *value)
{
	uint8_t pin[PIN_BYTES];

	return !*value || pin_read(value, pin) ? NULL : "the SHA-256 of a "
		"public key: 44 characters of base64, or 64 hexadecimal digits";
}

const char *value_path(const char *value)
{
	if (!*value || (is_clean(value, (size_t)-1) &&
	    (value[0] == '/' || !strncmp(value, "~/", 2))))
		return NULL;
	return "a path that begins with / or ~/";
}

const char *value_folder(const char *value)
{
	return *value && !value_path(value) ? NULL :
		"a folder, as a path that begins with / or ~/";
}

const char *value_record_name(const char *value)
{
	if (!*value || strchr(value, '/') || !is_clean(value, SHORT))
		return "a file name without folders";
	return record_name_understands(value) ? NULL : "a file name with "
		"{date}, {time}, {remote}, {session} or {account} in it, and "
		"nothing else in braces";
}

const char *value_log_level(const char *value)
{
	return *value && log_understands(value) ? NULL :
		"error, warn, info, debug or trace, or per area "
		"\"info,sip=debug\"";
}

const char *value_ha1(const char *value)
{
	return !*value || (strlen(value) == 32 &&
		strspn(value, "0123456789abcdefABCDEF") == 32) ? NULL :
		"32 hexadecimal digits: the MD5 of USER:REALM:PASSWORD";
}

/* --- addresses -------------------------------------------------------------*/

static bool is_ip(const char *text, size_t n)
{
	char copy[INET6_ADDRSTRLEN];
	unsigned char bytes[16];

	if (n >= sizeof copy)
		return false;
	snprintf(copy, sizeof copy, "%.*s", (int)n, text);
	return inet_pton(AF_INET, copy, bytes) == 1 ||
		inet_pton(AF_INET6, copy, bytes) == 1;
}

const char *value_ip(const char *value)
{
	return !*value || is_ip(value, strlen(value)) ? NULL :
		"an IP address";
}

const char *value_network(const char *value)
{
	size_t n = strcspn(value, "/");
	int bits;

	if (is_ip(value, n) && (!value[n] || value_number(value + n + 1, 0,
	    memchr(value, ':', n) ? 128 : 32, &bits)))
		return NULL;
	return "an IP address or a network like 192.0.2.0/24";
}

/* A name, an IPv4 address or an [IPv6] one; how long it is, 0: none of them. */
size_t value_host_length(const char *text)
{
	size_t n = strcspn(text, "]");

	if (*text == '[')
		return text[n] && memchr(text, ':', n) &&
			is_ip(text + 1, n - 1) ? n + 1 : 0;
	n = 0;
	while (isalnum((unsigned char)text[n]) || (text[n] &&
	    strchr(".-_", text[n])))
		n++;
	return n <= 255 ? n : 0;
}

/* "HOST[:PORT]", then nothing or parameters. */
static bool is_host_port(const char *text)
{
	size_t n = value_host_length(text), digits;
	char port[6];
	int number;

	if (!n)
		return false;
	text += n;
	if (*text == ':') {
		digits = strspn(++text, "0123456789");
		snprintf(port, sizeof port, "%.*s",
			(int)(digits < 6 ? digits : 0), text);
		if (!value_number(port, 1, 65535, &number))
			return false;
		text += digits;
	}
	return !*text || *text == ';';
}

static const char *after_scheme(const char *value)
{
	if (!strncasecmp(value, "sip:", 4))
		return value + 4;
	return strncasecmp(value, "sips:", 5) ? NULL : value + 5;
}

static bool is_uri_text(const char *value)
{
	return is_printable(value) && !strpbrk(value, " <>\"\\") &&
		strlen(value) <= 255;
}

/* Without ':', so that no password stands in it. */
static bool is_user(const char *text, size_t n)
{
	return n > 0 && n < SHORT && !memchr(text, ':', n) &&
		!memchr(text, ';', n);
}

const char *value_address(const char *value)
{
	const char *rest = after_scheme(value);
	const char *at = rest ? strchr(rest, '@') : NULL;

	if (at && is_uri_text(value) && is_user(rest, at - rest) &&
	    is_host_port(at + 1))
		return NULL;
	return "an address like \"sip:USER@DOMAIN\"";
}

const char *value_host_uri(const char *value)
{
	const char *rest = after_scheme(value);

	return !*value || (rest && is_uri_text(value) && is_host_port(rest)) ?
		NULL : "\"sip:HOST\", perhaps with :PORT and ;parameters";
}

const char *value_registrar(const char *value)
{
	return !strcmp(value, "none") || !value_host_uri(value) ? NULL :
		"\"sip:HOST\", or \"none\" not to register";
}

bool value_read_listen(const char *value, struct listen_config *l)
{
	const char *host = value + 4, *port;
	size_t n;

	l->tcp = !strncasecmp(value, "tcp:", 4);
	l->tls = !strncasecmp(value, "tls:", 4);
	if ((!l->tcp && !l->tls && strncasecmp(value, "udp:", 4)) ||
	    strlen(value) > 60)
		return false;
	port = strrchr(host, ':');
	if (!port || !value_number(port + 1, 0, 65535, &l->port))
		return false;
	n = port - host;
	if (memchr(host, ':', n)) {
		if (host[0] != '[' || host[n - 1] != ']')
			return false;
		host++;
		n -= 2;
	}
	snprintf(l->address, sizeof l->address, "%.*s", (int)n, host);
	return is_ip(host, n);
}

const char *value_listen(const char *value)
{
	struct listen_config l;

	return value_read_listen(value, &l) ? NULL :
		"\"udp:ADDRESS:PORT\", \"tcp:ADDRESS:PORT\" or "
		"\"tls:ADDRESS:PORT\" with an IP address (IPv6 in brackets)";
}

bool value_read_ports(const char *value, int *first, int *last)
{
	size_t n = strcspn(value, "-");
	char front[6];

	if (!value[n] || n >= sizeof front)
		return false;
	snprintf(front, sizeof front, "%.*s", (int)n, value);
	return value_number(front, 1, 65535, first) &&
		value_number(value + n + 1, 1, 65535, last) && *first <= *last;
}

const char *value_ports(const char *value)
{
	int first, last;

	return value_read_ports(value, &first, &last) ? NULL :
		"\"FIRST-LAST\", ports from 1 to 65535";
}

/* --- sound and the rest ----------------------------------------------------*/

static const struct {
	const char *name;
	bool built;
} codecs[] = {
#ifdef HAVE_OPUS
	{ "opus", true },
#else
	{ "opus", false },
#endif
	{ "G722", true },
	{ "PCMA", true },
	{ "PCMU", true },
#ifdef HAVE_BCG729
	{ "G729", true },
#else
	{ "G729", false },
#endif
	{ "L16", true },
	{ "GSM", true },
};

#define CODECS ((int)(sizeof codecs / sizeof *codecs))

static int codec_index(const char *value)
{
	for (int i = 0; i < CODECS; i++)
		if (!strcasecmp(value, codecs[i].name))
			return i;
	return -1;
}

const char *value_codec(const char *value)
{
	return codec_index(value) >= 0 ? NULL :
		"opus, G722, PCMA, PCMU, G729, L16 or GSM";
}

const char *value_codec_at(int i)
{
	return i < CODECS ? codecs[i].name : NULL;
}

const char *value_built_codec(const char *value)
{
	int i = codec_index(value);

	return i >= 0 && codecs[i].built ? codecs[i].name : NULL;
}

static bool begins(const char *value, const char *kind)
{
	size_t n = strlen(kind);

	return !strncmp(value, kind, n) && value[n] && is_clean(value, 1000);
}

const char *value_playback(const char *value)
{
	return !strcmp(value, "null") || begins(value, "alsa:") ||
		begins(value, "wav:") || begins(value, "pipe:") ? NULL :
		"\"alsa:PCM\", \"wav:FILE\", \"pipe:COMMAND\" or \"null\"";
}

const char *value_capture(const char *value)
{
	int hz;

	return (!strncmp(value, "tone:", 5) &&
		value_number(value + 5, 20, 20000, &hz)) ||
		!value_playback(value) ? NULL :
		"\"alsa:PCM\", \"wav:FILE\", \"tone:HZ\" (20 to 20000), "
		"\"pipe:COMMAND\" or \"null\"";
}

const char *value_latency(const char *value)
{
	int ms;

	return config_word_index("default|ultra-low", value) >= 0 ||
		(!strncmp(value, "smooth-", 7) &&
		value_number(value + 7, 200, 2000, &ms)) ? NULL :
		"default, ultra-low, or smooth-200 to smooth-2000 (ms)";
}

const char *value_keepalive(const char *value)
{
	int s;

	return config_word_index("auto|off", value) >= 0 ||
		value_number(value, 5, 3600, &s) ? NULL :
		"auto, off, or 5 to 3600 (s)";
}

const char *value_ice_server(const char *value)
{
	struct ice_uri uri;

	return is_uri_text(value) && ice_uri_read(value, &uri) ? NULL :
		"\"stun:HOST\", \"turn:HOST\" or \"turns:HOST\", perhaps with "
		":PORT and, of TURN, ?transport=udp or tcp";
}

const char *value_ice_wait(const char *value)
{
	int ms;

	return config_word_index("all|srflx", value) >= 0 ||
		value_number(value, 0, 30000, &ms) ? NULL :
		"all, srflx, or 0 to 30000 (ms)";
}
