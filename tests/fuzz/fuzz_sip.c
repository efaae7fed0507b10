/* Any datagram at a user agent that has one call ringing and one established:
 * it goes on, and answers the next good request.  Words between @ stand for
 * what a peer in the call would know:
 *
 *	@VIA@ @FROM@ @ID@ @CSEQ@	of the INVITE that we sent it
 *	@LOCAL@ @CALL@			our tag and Call-ID in its own call
 *	@N@				a number that was not used before
 */
#include "fuzz.h"

#include <string.h>

#include "base/log.h"
#include "loop/loop.h"
#include "raw_peer.h"
#include "sip_party.h"

#define RESPONSE(status)                                                       \
	"SIP/2.0 " status "\r\nVia: @VIA@\r\nFrom: @FROM@\r\n"                 \
	"To: <sip:raw@127.0.0.1>;tag=x@N@\r\nCall-ID: @ID@\r\nCSeq: "          \
	"@CSEQ@\r\n"                                                           \
	"Contact: <sip:raw@127.0.0.1:9>\r\n"
#define REQUEST(method) method " sip:bob@127.0.0.1 SIP/2.0\r\n" \
	"Via: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK@N@\r\nMax-Forwards: 70\r\n" \
	"From: <sip:raw@127.0.0.1>;tag=rawtag\r\nCSeq: @N@ " method "\r\n" \
	"Contact: <sip:raw@127.0.0.1:9>\r\n"
#define IN_CALL "To: <sip:bob@127.0.0.1>;tag=@LOCAL@\r\nCall-ID: @CALL@\r\n"
#define OUTSIDE "To: <sip:bob@127.0.0.1>\r\nCall-ID: new@N@\r\n"
#define SDP "Content-Type: application/sdp\r\nContent-Length: 3\r\n\r\nsdp"
#define EMPTY "Content-Length: 0\r\n\r\n"

const char *const fuzz_seeds[] = { RESPONSE("180 Ringing") EMPTY,
	RESPONSE("183 Session Progress") SDP, RESPONSE("200 OK") SDP,
	RESPONSE("486 Busy Here") EMPTY, RESPONSE("302 Moved") EMPTY,
	RESPONSE("503 Unavailable") EMPTY,
	RESPONSE("401 Unauthorized") "WWW-Authenticate: Digest realm=\"r\", "
				     "nonce=\"n@N@\", qop=\"auth\", "
				     "stale=true\r\n" EMPTY,
	RESPONSE("407 Proxy") "Proxy-Authenticate: Digest realm=\"p\", "
			      "nonce=\"n\", "
			      "algorithm=SHA-256, opaque=\"o\"\r\n" EMPTY,
	REQUEST("INVITE") OUTSIDE SDP, REQUEST("OPTIONS") OUTSIDE EMPTY,
	REQUEST("INVITE") IN_CALL SDP, REQUEST("INVITE") IN_CALL EMPTY,
	REQUEST("UPDATE") IN_CALL SDP, REQUEST("UPDATE") IN_CALL EMPTY,
	REQUEST("INFO") IN_CALL SDP, REQUEST("ACK") IN_CALL SDP,
	REQUEST("CANCEL") IN_CALL EMPTY,
	REQUEST("PRACK") IN_CALL "RAck: 1 1 INVITE\r\n" EMPTY,
	REQUEST("BYE") IN_CALL "Reason: Q.850;cause=16;text=\"x\"\r\n" EMPTY,
	REQUEST("REFER") IN_CALL "Refer-To: <sip:a@b?Replaces=c>\r\n" EMPTY,
	NULL };
const char *const fuzz_words[] = { "\r\n", "\r\n\r\n", "Contact: *\r\n",
	"Contact: <tel:1>\r\n", "<sip:@>", "sip:%",
	"Record-Route: <sip:127.0.0.1:9;lr>\r\n", "Record-Route: <tel:1>\r\n",
	"Route: <x>\r\n", "Require: 100rel\r\nRSeq: 1\r\n",
	"Session-Expires: 1\r\n", "Retry-After: 4294967295\r\n",
	"Reason: ;cause=\r\n", "Content-Encoding: x\r\n",
	"Content-Type: multipart/mixed;boundary=x\r\n",
	"Content-Length: -1\r\n", "Replaces: a;to-tag=b;from-tag=c\r\n",
	"Via: SIP/2.0/UDP [::1]:99999\r\n",
	"WWW-Authenticate: Digest realm=\"r\", nonce=\"\", qop=\"\"\r\n",
	"WWW-Authenticate: Basic\r\n", "Authorization: Digest\r\n",
	"P-Asserted-Identity: \"A\" <sip:a@b>, <tel:+1>\r\n",
	"Remote-Party-ID: <sip:a@b>;party=calling;privacy=full\r\n",
	"Privacy: id;user\r\n", "User-to-User: 0441;encoding=hex\r\n",
	"Diversion: <sip:a@b>;reason=\"user-busy\", <sip:c@d>\r\n",
	"History-Info: <sip:a@b?Reason=SIP%3Bcause%3D302>;index=1\r\n",
	"Expires: x\r\n", ";tag=", "\"", ",", ";", "99999999999", "\xff", "@N@",
	"@ID@", "@LOCAL@", NULL };

/* LeakSanitizer asks for it.  The library forgets an INVITE that is out when
 * the peer's BYE comes (nua_session_usage_remove() takes a reference and leaves
 * by "continue"): some 2 KiB each, and nothing that we could do. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libsofia-sip-ua\n";
}

#define INPUTS_PER_STATE 50
#define JUMP_MS 20

static struct loop *loop;
static struct party caller, called;	/* one calls raw, raw calls the other */
static struct raw_peer raw;
static int inputs, number = 5000;

static const char *word(const char *name, char value[1024])
{
	static char local[256], call[64];
	struct raw_peer invite = { 0 };
	char to[1024], *tag;

	strcpy(invite.in, raw.invite);
	if (!strcmp(name, "VIA"))
		return raw_header(&invite, "Via", value);
	if (!strcmp(name, "FROM"))
		return raw_header(&invite, "From", value);
	if (!strcmp(name, "ID"))
		return raw_header(&invite, "Call-ID", value);
	if (!strcmp(name, "CSEQ"))
		return raw_header(&invite, "CSeq", value);
	if (!strncmp(raw.in, "SIP/2.0 200", 11)) {
		tag = strstr(raw_header(&raw, "To", to), ";tag=");
		snprintf(local, sizeof local, "%.200s", tag ? tag + 5 : "");
		snprintf(call, sizeof call, "%.60s",
			raw_header(&raw, "Call-ID", value));
	}
	if (!strcmp(name, "LOCAL"))
		return local;
	if (!strcmp(name, "CALL"))
		return call;
	snprintf(value, 1024, "%d", number);
	return value;
}

/* The input with its words filled in, as one datagram to a ua. */
static void send_input(const uint8_t *data, size_t n, struct party *to)
{
	char text[2 * FUZZ_LENGTH_MAX + 1], value[1024], name[8];
	size_t used = 0;

	number++;
	for (size_t i = 0; i < n && used + 1100 < sizeof text; i++) {
		int length = 0;

		if (data[i] == '@')
			sscanf((const char *)data + i, "@%6[A-Z]@%n", name,
				&length);
		if (length) {
			used += snprintf(
				text + used, 1024, "%s", word(name, value));
			i += length - 1;
		} else if (data[i]) {
			text[used++] = data[i];
		}
	}
	text[used] = '\0';
	raw_send(&raw, ua_port(to->ua), text);
}

static void end_calls(void)
{
	dialog_free(caller.dialog);
	dialog_free(called.dialog);
	caller.dialog = called.dialog = NULL;
}

/* One call rings at raw; one of raw's is established. */
static void begin_calls(void)
{
	char uri[64];

	end_calls();
	jump(loop, 40000);
	raw_count(&raw, loop, "", 0);	/* that is of the calls before */
	party_call(&caller, raw_uri(&raw, uri));
	FUZZ_HOLDS(raw_expect(&raw, loop, "INVITE "));
	raw_reply(&raw, "180 Ringing", "", "");
	raw_invite(&raw, ua_port(called.ua), "", "offer");
	FUZZ_HOLDS(raw_expect(&raw, loop, "SIP/2.0 200"));
	raw_request_as_uac(&raw, "ACK", raw.cseq - 1, "", "");
}

static void begin(void)
{
	log_configure("error");
	loop = loop_new();
	called.answer_at_once = called.accept_at_once = caller.accept_at_once =
		true;
	caller.credentials =
		(struct credentials){ .user = "u", .password = "p" };
	FUZZ_HOLDS(loop && party_open(&caller, loop, 32000) &&
		party_open(&called, loop, 32000) && raw_open(&raw));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char *text = malloc(n + 1);

	if (!text)
		abort();
	memcpy(text, data, n);
	text[n] = '\0';
	if (!loop)
		begin();
	if (inputs++ % INPUTS_PER_STATE == 0)
		begin_calls();
	if (inputs % 16 == 0 && caller.dialog)
		dialog_offer(caller.dialog, "again");
	send_input((uint8_t *)text, n, inputs % 2 ? &caller : &called);
	jump(loop, JUMP_MS);
	free(text);
	return 0;
}
