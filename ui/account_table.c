#include "account_table.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "account_fields.h"

#define HEADING(text) \
	{ VALUE_NONE, { .kind = FIELD_NOTE, .name = "", .label = text } }

/* --- checks; the engine has the last word ----------------------------------*/

static const char *check_host(const char *value)
{
	return strpbrk(value, " @<>\"'") ? "expected a host like "
		"pbx.example.net, or none" : NULL;
}

static const char *check_number(const char *value, long low, long high,
	const char *expected)
{
	char *end;
	long number = strtol(value, &end, 10);

	return *end || number < low || number > high ? expected : NULL;
}

static const char *check_expires(const char *value)
{
	return check_number(value, 1, 86400,
		"expected seconds from 1 to 86400");
}

static const char *check_ping(const char *value)
{
	return check_number(value, 0, 3600, "expected seconds, at most 3600; "
		"0: off");
}

static const char *check_delay(const char *value)
{
	return check_number(value, 0, 60000,
		"expected milliseconds, at most 60000");
}

static const char *check_path(const char *value)
{
	return !*value || *value == '/' || !strncmp(value, "~/", 2) ? NULL :
		"expected a path that begins with / or ~/";
}

static const char *check_pin(const char *value)
{
	size_t n = strlen(value);

	return !n || (n == 44 && value[43] == '=') || (n == 64 &&
		strspn(value, "0123456789abcdefABCDEF") == 64) ? NULL :
		"expected 44 characters of base64, or 64 hexadecimal digits";
}

static const char *check_wait(const char *value)
{
	return !*value || !strcmp(value, "all") || !strcmp(value, "srflx") ?
		NULL : check_number(value, 0, 30000,
		"expected all, srflx or milliseconds, at most 30000");
}

static const char *check_address(const char *value)
{
	uint8_t bytes[16];

	return !*value || inet_pton(AF_INET, value, bytes) == 1 ||
		inet_pton(AF_INET6, value, bytes) == 1 ? NULL :
		"expected an IP address like 203.0.113.7";
}

/* --- the table ------------------------------------------------------------*/

static const struct account_row table[] = {
	{ VALUE_URI, { .kind = FIELD_TEXT, .name = "uri",
	  .label = "SIP address", .must = true,
	  .check = account_fields_address,
	  .help = "The address others call, as the provider or the PBX gave "
	  "it: ann@example.org.  Everything else follows from it unless it "
	  "is set below." } },
	{ VALUE_SECRET, { .kind = FIELD_SECRET, .name = "password",
	  .label = "Password",
	  .help = "It is stored in a file that only you can read, and never "
	  "shown again; ^X shows what is typed now." } },
	{ VALUE_SECRET, { .kind = FIELD_TEXT, .name = "password_command",
	  .label = "... by command",
	  .help = "A command that prints the password, like: pass show "
	  "sip/work.  It is asked each time the account signs in, and the "
	  "password stands in no file of this program." } },
	{ VALUE_KEYRING, { .kind = FIELD_SWITCH, .name = "password_keyring",
	  .label = "... by keyring", .usual = "no",
	  .help = "The keyring of this desktop session has it: type offhook "
	  "account keyring and the account's name in a shell to put it there. "
	  "A password or a command that is typed here takes its place." } },
	{ VALUE_TEXT, { .kind = FIELD_TEXT, .name = "user",
	  .label = "Sign-in name", .usual = "that of the address",
	  .help = "The name that belongs to the password, where it is another "
	  "than the one before the @ of the address." } },
	{ VALUE_TEXT, { .kind = FIELD_TEXT, .name = "display_name",
	  .label = "Display name",
	  .help = "What the phone of the called shows beside the address." } },
	{ VALUE_URI, { .kind = FIELD_TEXT, .name = "registrar",
	  .label = "Server", .usual = "found by the address",
	  .check = check_host,
	  .help = "The server to register at, where it is not found by the "
	  "domain of the address.  none: this account does not register, it "
	  "is called at its address alone." } },
	{ VALUE_TEXT, { .kind = FIELD_CHOICE, .name = "transport",
	  .label = "Transport", .usual = "auto", .words = "auto|udp|tcp|tls",
	  .help = "auto takes what the server offers by DNS, else UDP, and "
	  "TCP for what is too big for it.  tls: nobody on the way to the "
	  "server reads who calls whom, and nobody else can be the server." } },
	{ VALUE_URIS, { .kind = FIELD_TEXT, .name = "proxy",
	  .label = "Proxy", .usual = "none",
	  .help = "Servers on the way, in order, with commas between: "
	  "edge.example.net;lr.  Most accounts need none." } },
	{ VALUE_SWITCH, { .kind = FIELD_SWITCH, .name = "enabled",
	  .label = "In use", .usual = "yes",
	  .help = "Off: it stays here, but neither registers nor calls." } },
	{ VALUE_LIST, { .kind = FIELD_LIST, .name = "codecs",
	  .label = "Codecs", .usual = "opus,G722,PCMA,PCMU",
	  .words = "opus|G722|PCMA|PCMU",
	  .help = "How sound is sent, best first.  Left and Right choose one, "
	  "J and K move it, Space takes it in or out.  opus and G722 sound "
	  "best; PCMA and PCMU work everywhere." } },
	{ VALUE_NUMBER, { .kind = FIELD_TEXT, .name = "expires",
	  .label = "Register every", .usual = "600", .note = "s",
	  .check = check_expires,
	  .help = "For so many seconds the phone asks to be known by the "
	  "server; it asks again in time." } },
	{ VALUE_NUMBER, { .kind = FIELD_TEXT, .name = "options_ping",
	  .label = "Ask server every", .usual = "30", .note = "s",
	  .check = check_ping,
	  .help = "So often the server is asked whether it is there; 0: "
	  "never." } },
	{ VALUE_TEXT, { .kind = FIELD_CHOICE, .name = "dtmf",
	  .label = "Tones", .usual = "auto", .words = "auto|rtp|info|inband",
	  .help = "How the digits of the pad travel: as events beside the "
	  "sound (rtp), as SIP INFO, or as sound; auto: as the other side "
	  "can." } },
	{ VALUE_TEXT, { .kind = FIELD_CHOICE, .name = "ring_with",
	  .label = "Rings with", .usual = "ring-1",
	  .words = "ring-1|ring-2|ring-3|ring-4|ring-5|silent",
	  .help = "The ring of its calls." } },
	{ VALUE_TEXT, { .kind = FIELD_CHOICE, .name = "auto_answer",
	  .label = "Auto answer", .usual = "off",
	  .words = "off|header|all|list",
	  .help = "Which calls are answered by themselves: none, those that "
	  "ask for it and may, all, or those of the people named below." } },
	{ VALUE_NUMBER, { .kind = FIELD_TEXT, .name = "auto_answer_delay",
	  .label = "... after", .usual = "0", .note = "ms",
	  .check = check_delay,
	  .help = "So long it rings before it is answered by itself." } },
	{ VALUE_URIS, { .kind = FIELD_TEXT, .name = "auto_answer_from",
	  .label = "... of", .usual = "nobody",
	  .help = "Addresses, with commas between: bob@example.org." } },
	{ VALUE_TEXT, { .kind = FIELD_CHOICE, .name = "answer_with",
	  .label = "Answers with", .usual = "microphone",
	  .words = "microphone|echo|tone|music|conference",
	  .help = "What an answered call is joined to.  Anything but the "
	  "microphone makes this a machine." } },
	{ VALUE_SWITCH, { .kind = FIELD_SWITCH, .name = "privacy",
	  .label = "Hide who calls", .usual = "no",
	  .help = "Its calls do not tell your address; the server knows "
	  "it." } },
	{ VALUE_TEXT, { .kind = FIELD_CHOICE, .name = "record",
	  .label = "Record calls", .usual = "default",
	  .words = "default|yes|no",
	  .help = "Every call of it from its start; default: as record_auto "
	  "of offhook.conf says.  R records one call." } },
	HEADING("Who can listen, who can be the server"),
	{ VALUE_TEXT, { .kind = FIELD_CHOICE, .name = "srtp",
	  .label = "Encrypt sound", .usual = "optional",
	  .words = "off|optional|required",
	  .help = "optional encrypts with those who can; required refuses all "
	  "others.  Each call says what it has: a lock in the list, the cipher "
	  "in its card." } },
	{ VALUE_TEXT, { .kind = FIELD_CHOICE, .name = "keying",
	  .label = "... keys from", .usual = "auto", .words = "auto|sdes|dtls",
	  .help = "dtls: the two phones agree on them, and no server on the "
	  "way learns them.  sdes: they stand in the signalling.  auto offers "
	  "both." } },
	{ VALUE_TEXT, { .kind = FIELD_CHOICE, .name = "srtp_clear_keys",
	  .label = "... keys in clear", .usual = "refuse",
	  .words = "refuse|allow",
	  .help = "Keys of sdes in signalling that is not encrypted itself "
	  "(udp, tcp) can be read by anybody on the way, who can then listen: "
	  "refuse neither sends nor takes them." } },
	{ VALUE_TEXT, { .kind = FIELD_CHOICE, .name = "tls_verify",
	  .label = "Verify server", .usual = "full", .words = "full|ca|pin|off",
	  .help = "Of the certificate that the server shows over TLS.  full: "
	  "it is by an authority that is trusted, and for the name that is "
	  "asked for.  ca: any name will do.  pin: the key named below and no "
	  "other.  off: anybody may be the server, of which the first row "
	  "warns." } },
	{ VALUE_TEXT, { .kind = FIELD_TEXT, .name = "tls_pin",
	  .label = "... pinned key", .check = check_pin,
	  .help = "The SHA-256 of the server's public key, in base64 or "
	  "hexadecimal digits.  After a refusal the key that was shown stands "
	  "above: compare it with what the server's owner says." } },
	{ VALUE_TEXT, { .kind = FIELD_TEXT, .name = "tls_ca",
	  .label = "... trusts", .usual = "authorities of the system",
	  .check = check_path,
	  .help = "A file of certificates (PEM), or a folder of them: for a "
	  "server whose certificate its owner made himself." } },
	{ VALUE_SWITCH, { .kind = FIELD_SWITCH, .name = "tls_wildcard",
	  .label = "... names with *", .usual = "no",
	  .help = "A certificate for *.example.net will do for "
	  "pbx.example.net; SIP forbids that, some providers need it." } },
	{ VALUE_TEXT, { .kind = FIELD_TEXT, .name = "tls_cert",
	  .label = "Own certificate", .usual = "none", .check = check_path,
	  .help = "A file (PEM), for servers that want one of ours." } },
	{ VALUE_TEXT, { .kind = FIELD_TEXT, .name = "tls_key",
	  .label = "... its key", .usual = "in the same file",
	  .check = check_path,
	  .help = "The private key (PEM), which only you may read." } },
	{ VALUE_TEXTS, { .kind = FIELD_TEXT, .name = "realm",
	  .label = "Password only for", .usual = "its own servers",
	  .help = "The realms in which the password may be asked for, with "
	  "commas between.  A server that asks in another one gets none." } },
	{ VALUE_TEXT, { .kind = FIELD_CHOICE, .name = "accept_from",
	  .label = "Takes calls of", .usual = "auto",
	  .words = "auto|registrar|any|list",
	  .help = "Who else calls does not ring.  auto: the server, where the "
	  "account registers, else anybody; list: the networks below." } },
	{ VALUE_TEXTS, { .kind = FIELD_TEXT, .name = "accept_list",
	  .label = "... these networks", .usual = "none",
	  .help = "Addresses and networks, with commas between: "
	  "192.0.2.0/24." } },
	HEADING("The way to others"),
	{ VALUE_TEXT, { .kind = FIELD_CHOICE, .name = "ice",
	  .label = "Find a way (ICE)", .usual = "auto", .words = "auto|on|off",
	  .help = "Both phones name all their addresses and try which pair "
	  "works, through routers too.  auto: with those who offer it, and "
	  "where servers are named below; on: it is offered to everybody." } },
	{ VALUE_TEXTS, { .kind = FIELD_TEXT, .name = "ice_servers",
	  .label = "... servers", .usual = "none",
	  .help = "With commas between: stun:stun.example.net tells how this "
	  "phone is seen from outside; turn:turn.example.net relays sound "
	  "where nothing else works." } },
	{ VALUE_TEXT, { .kind = FIELD_TEXT, .name = "ice_user",
	  .label = "... their user", .usual = "none",
	  .help = "The name that TURN servers know." } },
	{ VALUE_SECRET, { .kind = FIELD_SECRET, .name = "ice_password",
	  .label = "... password",
	  .help = "For TURN servers; what is set is never shown again." } },
	{ VALUE_SECRET, { .kind = FIELD_TEXT, .name = "ice_password_command",
	  .label = "... by command",
	  .help = "A command that prints that password, or a JSON object with "
	  "username and password; it is run for each call." } },
	{ VALUE_TEXT, { .kind = FIELD_TEXT, .name = "ice_wait",
	  .label = "... wait for them", .usual = "srflx", .check = check_wait,
	  .help = "srflx: until it is known how this phone is seen from "
	  "outside; all: until each server has answered; or milliseconds." } },
	{ VALUE_SWITCH, { .kind = FIELD_SWITCH, .name = "ice_hide_host",
	  .label = "... hide addresses", .usual = "no",
	  .help = "Calls do not name the addresses of this machine." } },
	{ VALUE_TEXT, { .kind = FIELD_CHOICE, .name = "nat",
	  .label = "Behind a router", .usual = "auto",
	  .words = "auto|none|stun|static",
	  .help = "What others are told of where this phone is.  auto: the "
	  "address that the server sees; none: the phone's own; stun: as a "
	  "STUN server of those above sees it; static: the one below, whose "
	  "router passes the ports on." } },
	{ VALUE_TEXT, { .kind = FIELD_TEXT, .name = "public_address",
	  .label = "... its address", .usual = "as the server sees it",
	  .check = check_address,
	  .help = "The IP address of the router, for static." } },
};

const struct account_row *account_table_at(int i)
{
	return i < (int)(sizeof table / sizeof *table) ? &table[i] : NULL;
}

const struct account_row *account_table_find(const char *name)
{
	const struct account_row *row;

	for (int i = 0; (row = account_table_at(i)); i++)
		if (*row->field.name && !strcmp(row->field.name, name))
			return row;
	return NULL;
}
