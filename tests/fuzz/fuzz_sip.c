/* Any datagram at a user agent that has one call ringing and one established,
 * or ringing reliably: it goes on, and answers the next good request.  Words
 * between @ stand for what a peer in the call would know:
 *
 *	@VIA@ @FROM@ @ID@ @CSEQ@	of the INVITE that we sent it
 *	@RVIA@ @RFROM@ @RTO@ @RID@ @RCSEQ@
 *					of the last request that we sent it
 *	@LOCAL@ @CALL@ @RACK@		our tag, Call-ID, and reliable 183, in
 *					its own call
 *	@PORT@				where it listens
 *	@N@				a number that was not used before
 */
#include "fuzz.h"

#include <string.h>
#include <sys/socket.h>

#include "base/log.h"
#include "loop/loop.h"
#include "raw_peer.h"
#include "sip/dialog_request.h"
#include "sip/referred.h"
#include "sip_party.h"

#define RESPONSE(status)                                                       \
	"SIP/2.0 " status "\r\nVia: @VIA@\r\nFrom: @FROM@\r\n"                 \
	"To: <sip:raw@127.0.0.1>;tag=x@N@\r\nCall-ID: @ID@\r\nCSeq: "          \
	"@CSEQ@\r\n"                                                           \
	"Contact: <sip:raw@127.0.0.1:9>\r\n"
#define ANSWER(status) "SIP/2.0 " status "\r\nVia: @RVIA@\r\n" \
	"From: @RFROM@\r\nTo: @RTO@\r\nCall-ID: @RID@\r\n" \
	"CSeq: @RCSEQ@\r\nContact: <sip:raw@127.0.0.1:9>\r\n"
#define REQUEST(method) method " sip:bob@127.0.0.1 SIP/2.0\r\n" \
	"Via: SIP/2.0/UDP 127.0.0.1:@PORT@;branch=z9hG4bK@N@\r\nMax-Forwards: 70\r\n" \
	"From: <sip:raw@127.0.0.1>;tag=rawtag\r\nCSeq: @N@ " method "\r\n" \
	"Contact: <sip:raw@127.0.0.1:@PORT@>\r\n"
#define IN_CALL "To: <sip:bob@127.0.0.1>;tag=@LOCAL@\r\nCall-ID: @CALL@\r\n"
#define OUTSIDE "To: <sip:bob@127.0.0.1>\r\nCall-ID: new@N@\r\n"
#define SDP "Content-Type: application/sdp\r\nContent-Length: 3\r\n\r\nsdp"
#define EMPTY "Content-Length: 0\r\n\r\n"
#define SIPFRAG(state, status) "Event: refer\r\nSubscription-State: " state \
	"\r\nContent-Type: message/sipfrag\r\n\r\nSIP/2.0 " status "\r\n"
#define IDENTITY "P-Asserted-Identity: \"A\" <sip:a@b>, <tel:+1>\r\n" \
	"Alert-Info: <http://x/>;info=alert-autoanswer;delay=0, x\r\n" \
	"Call-Info: <sip:a@b>;answer-after=0\r\nAnswer-Mode: Auto\r\n" \
	"History-Info: <sip:a@b?Reason=SIP%3Bcause%3D302>;index=1\r\n" \
	"Diversion: \"B\" <sip:a@b>;reason=\"user-busy\"\r\n" \
	"User-to-User: 0441;encoding=hex\r\n"

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
	REQUEST("REFER") IN_CALL "Refer-To: <sip:a@b;method=INVITE?Replaces="
				 "x%3Bto-tag%3Dy%3Bfrom-tag%3Dz>\r\n"
				 "Referred-By: <sip:c@d>\r\n" EMPTY,
	REQUEST("REFER") OUTSIDE "Refer-To: <sip:a@b>\r\nTarget-Dialog: @CALL@"
				 ";local-tag=rawtag;remote-tag=@LOCAL@\r\n"
				 EMPTY,
	REQUEST("NOTIFY") IN_CALL SIPFRAG("active", "180 Ringing"),
	REQUEST("NOTIFY") IN_CALL SIPFRAG("terminated", "200 OK"),
	REQUEST("MESSAGE") IN_CALL "Content-Type: text/plain\r\n"
				   "Content-Length: 2\r\n\r\nhi",
	REQUEST("INFO") IN_CALL "Content-Type: application/dtmf-relay\r\n"
				"Content-Length: 8\r\n\r\nSignal=5",
	REQUEST("INVITE") OUTSIDE "Replaces: @CALL@;to-tag=@LOCAL@;"
				  "from-tag=rawtag\r\n" SDP,
	REQUEST("INVITE") OUTSIDE IDENTITY SDP,
	REQUEST("INVITE") OUTSIDE "Max-Forwards: 70\r\n" SDP,
	REQUEST("PRACK") IN_CALL "RAck: @RACK@\r\n" EMPTY,
	REQUEST("PRACK") IN_CALL "RAck: @RACK@\r\n" SDP,
	REQUEST("UPDATE") IN_CALL "Supported: timer\r\n"
				  "Session-Expires: 90;refresher=uac\r\n"
				  "Min-SE: 90\r\n" SDP,
	RESPONSE("183 Reliable") "Require: 100rel\r\nRSeq: @N@\r\n" SDP,
	RESPONSE("200 OK") "Require: timer\r\nSession-Expires: 90;"
			   "refresher=uas\r\n" SDP,
	RESPONSE("302 Moved") "Contact: <sip:a@b>;q=0.1, <sip:c@d?x=y>, "
			      "\"e\" <tel:1>;q=2\r\n" EMPTY,
	ANSWER("200 OK") EMPTY, ANSWER("200 OK") SDP,
	ANSWER("202 Accepted") EMPTY, ANSWER("481 Gone") EMPTY,
	ANSWER("422 Too Small") "Min-SE: 3600\r\n" EMPTY,
	ANSWER("491 Pending") EMPTY, ANSWER("500 Error") EMPTY, NULL };
const char *const fuzz_words[] = { "\r\n", "\r\n\r\n", "Contact: *\r\n",
	"Contact: <tel:1>\r\n", "<sip:@>", "sip:%",
	"Record-Route: <sip:127.0.0.1:9;lr>\r\n", "Record-Route: <tel:1>\r\n",
	"Route: <x>\r\n", "Require: 100rel\r\nRSeq: 1\r\n",
	"Session-Expires: 1\r\n", "Session-Expires: 4294967295\r\n",
	"Min-SE: 4294967295\r\n", ";refresher=uas", ";refresher=x",
	"Supported: timer, 100rel, replaces\r\n", "Require: timer\r\n",
	"RSeq: 4294967295\r\n", "RSeq: 0\r\n", "RAck: 0 0 INVITE\r\n",
	"RAck: @RACK@\r\n", "Refer-To: <sip:@>\r\n", "Refer-To: sip:a@b\r\n",
	"Refer-Sub: false\r\n", "Referred-By: <sip:a@b>;cid=\"x\"\r\n",
	"Target-Dialog: @CALL@;local-tag=;remote-tag\r\n", "?Replaces=%00",
	"%3Bto-tag%3D", "Event: refer;id=@N@\r\n",
	"Subscription-State: terminated;reason=\r\n", "SIP/2.0 ", ";q=-1",
	"Alert-Info: <", "Alert-Info: ;info=\"\r\n", "Answer-Mode: ;require\r\n",
	"Call-Info: x;answer-after=99999\r\n", "Info-Package: x\r\n",
	"Retry-After: 4294967295\r\n",
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
	"@ID@", "@LOCAL@", "@CALL@", "@RTO@", NULL };

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
static struct raw_peer asked;		/* its in: the last request of ours */
static int inputs, batches, number = 5000;
static char local[256], call[64], rack[128];

/* What raw has to know of the call that it made, out of our answer. */
static void note_call(void)
{
	char value[1024], cseq[1024], *tag;

	tag = strstr(raw_header(&raw, "To", value), ";tag=");
	snprintf(local, sizeof local, "%.200s", tag ? tag + 5 : "");
	snprintf(call, sizeof call, "%.60s",
		raw_header(&raw, "Call-ID", value));
	snprintf(rack, sizeof rack, "%.60s %.60s",
		raw_header(&raw, "RSeq", value),
		raw_header(&raw, "CSeq", cseq));
}

static const char *word(const char *name, char value[1024])
{
	static const char *const headers[][2] = { { "VIA", "Via" },
		{ "FROM", "From" }, { "TO", "To" }, { "ID", "Call-ID" },
		{ "CSEQ", "CSeq" } };
	static struct raw_peer invite;

	for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
		if (name[0] == 'R' && !strcmp(name + 1, headers[i][0]))
			return raw_header(&asked, headers[i][1], value);
		if (strcmp(name, headers[i][0]))
			continue;
		strcpy(invite.in, raw.invite);
		return raw_header(&invite, headers[i][1], value);
	}
	if (!strcmp(name, "LOCAL"))
		return local;
	if (!strcmp(name, "CALL"))
		return call;
	if (!strcmp(name, "RACK"))
		return rack;
	snprintf(value, 1024, "%d",
		strcmp(name, "PORT") ? number : raw.port);
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

static void hear_requests(void)
{
	char text[sizeof asked.in];
	ssize_t n;

	while ((n = recv(raw.fd, text, sizeof text - 1, MSG_DONTWAIT)) > 0) {
		text[n] = '\0';
		if (strncmp(text, "SIP/2.0", 7) && strncmp(text, "ACK", 3))
			memcpy(asked.in, text, n + 1);
	}
}

static void on_answer(void *arg, int status, const char *reason)
{
	FUZZ_HOLDS(arg == &called && (!status) == (!reason));
}

static void ask(void)
{
	static const struct dialog_request requests[] = {
		{ .method = DIALOG_REFER, .to = "sip:carol@127.0.0.1:9" },
		{ .method = DIALOG_INFO, .content_type = "text/plain",
		  .body = "x" },
		{ .method = DIALOG_OPTIONS },
	};

	dialog_request(called.dialog, &requests[inputs / 8 % 3], on_answer,
		&called);
}

/* One call rings at raw; one of raw's is established, or rings reliably. */
static void begin_calls(void)
{
	char uri[64];

	end_calls();
	jump(loop, 40000);
	raw_count(&raw, loop, "", 0);	/* that is of the calls before */
	party_call(&caller, raw_uri(&raw, uri));
	FUZZ_HOLDS(raw_expect(&raw, loop, "INVITE "));
	raw_reply(&raw, "180 Ringing", "", "");
	called.answer_at_once = batches++ % 2 == 0;
	called.ring_with = called.answer_at_once ? 0 : 183;
	raw_invite(&raw, ua_port(called.ua), "Supported: 100rel, timer\r\n",
		"offer");
	FUZZ_HOLDS(raw_expect(&raw, loop,
		called.answer_at_once ? "SIP/2.0 200" : "SIP/2.0 183"));
	note_call();
	if (called.answer_at_once)
		raw_request_as_uac(&raw, "ACK", raw.cseq - 1, "", "");
}

/* What we do of ourselves meanwhile. */
static void go_on(void)
{
	static const int told[] = { 180, 183, 200, 486, 603, 302 };
	struct dialog *d = called.dialog;

	if (inputs % 16 == 0 && caller.dialog)
		dialog_offer(caller.dialog, "again");
	if (!d)
		return;
	if (inputs % 8 == 3)
		ask();
	if (inputs % 16 == 5)
		dialog_offer(d, "again");
	if (inputs % 4 == 1)
		dialog_referred_tell(d, told[inputs / 4 % 6], NULL);
	if (inputs % INPUTS_PER_STATE == 30 && !called.answer_at_once)
		dialog_answer(d, NULL);
}

static void begin(void)
{
	log_configure("error");
	loop = loop_new();
	called.accept_at_once = caller.accept_at_once = true;
	called.rel100 = caller.rel100 = REL100_SUPPORTED;
	called.session_timer = caller.session_timer = 1800;
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
	go_on();
	send_input((uint8_t *)text, n, inputs % 2 ? &caller : &called);
	jump(loop, JUMP_MS);
	hear_requests();
	free(text);
	return 0;
}
