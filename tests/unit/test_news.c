/* What happens to calls, as sentences. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model.h"
#include "news.h"
#include "notice.h"

struct story {
	struct model *model;
	struct notices *notices;
	json_t *session;		/* as the engine has it */
	char *last;			/* owned; the last sentence, or NULL */
	int n;
};

static void on_notice(void *arg, const struct notice *n)
{
	struct story *s = arg;

	mem_set(&s->last, n->text);
	s->n++;
}

static int begin(void **state)
{
	struct story *s = mem_new_of(struct story);

	s->model = model_new();
	s->notices = notices_new();
	notice_listen(s->notices, on_notice, s);
	s->session = json_pack("{s:i, s:i, s:s, s:s, s:s, s:{s:s, s:s}, s:o}",
		"id", 7, "number", 1, "direction", "outgoing", "state",
		"establishing", "progress", "calling", "remote", "uri",
		"sip:bob@example.org", "display_name", "Bob", "media",
		json_null());
	*state = s;
	return 0;
}

static int end(void **state)
{
	struct story *s = *state;

	json_decref(s->session);
	notices_free(s->notices);
	model_free(s->model);
	free(s->last);
	free(s);
	return 0;
}

/* The engine tells of the call, as it is with what changed. */
static bool becomes(struct story *s, const char *changed)
{
	json_t *more = json_loads(changed, 0, NULL);
	json_t *params = json_pack("{s:O}", "session", s->session);
	struct change change;
	bool rings;

	assert_non_null(more);
	json_object_update(s->session, more);
	json_decref(more);
	mem_set(&s->last, NULL);
	s->n = 0;
	change = model_apply(s->model, "session.changed", params);
	rings = news_tell(s->notices, &change);
	json_decref(params);
	return rings;
}

static void says(struct story *s, const char *changed, const char *sentence)
{
	becomes(s, changed);
	assert_int_equal(s->n, 1);
	assert_string_equal(s->last, sentence);
}

static void says_nothing(struct story *s, const char *changed)
{
	becomes(s, changed);
	assert_int_equal(s->n, 0);
}

#define CONNECTED "{\"state\":\"established\",\"progress\":null," \
	"\"established\":\"2026-11-19T14:32:05.000Z\",\"focused\":true," \
	"\"media\":{\"codec\":\"opus\",\"security\":\"dtls\"}}"

static void a_call_that_we_make(void **state)
{
	says(*state, "{}", "call 1 to Bob: calling");
	says(*state, "{\"progress\":\"ringing\"}", "call 1 to Bob: ringing");
	says(*state, CONNECTED, "call 1 Bob: connected, opus, encrypted (dtls)");
	says_nothing(*state, "{}");
	says(*state, "{\"state\":\"terminated\",\"end\":{\"by\":\"remote\","
		"\"status\":200},\"ended\":\"2026-11-19T14:34:18.000Z\"}",
		"call 1 Bob: ended by the other side after 02:13");
}

static void a_call_that_comes(void **state)
{
	struct story *s = *state;

	assert_true(becomes(s, "{\"direction\":\"incoming\",\"progress\":"
		"\"incoming\",\"account\":{\"id\":1,\"name\":\"work\"}}"));
	assert_string_equal(s->last, "call 1 ringing: Bob, to work");
	assert_false(becomes(s, "{\"silenced\":true}"));
	assert_string_equal(s->last, "call 1 Bob: rings quietly");
	says(s, "{\"state\":\"terminated\",\"end\":{\"by\":\"remote\","
		"\"status\":487}}", "missed: Bob (call 1)");
}

static void without_encryption(void **state)
{
	becomes(*state, "{}");
	says(*state, "{\"state\":\"established\",\"progress\":null,"
		"\"media\":{\"codec\":\"pcma\",\"security\":\"none\"}}",
		"call 1 Bob: connected, pcma, NOT encrypted");
	says(*state, "{\"media\":{\"codec\":\"pcma\",\"security\":"
		"\"sdes\",\"suite\":\"AEAD_AES_128_GCM\"}}", "call 1 Bob: "
		"encrypted from now on: SRTP AES-128-GCM, SDES");
	says(*state, "{\"media\":{\"codec\":\"pcma\",\"security\":"
		"\"dtls\",\"suite\":\"AEAD_AES_128_GCM\"}}", "call 1 Bob: "
		"encrypted otherwise from now on: SRTP AES-128-GCM, DTLS");
	says(*state, "{\"media\":{\"codec\":\"pcma\",\"security\":\"none\"}}",
		"call 1 Bob: NOT encrypted any more");
}

static void keys_that_come_later(void **state)
{
	becomes(*state, "{}");
	says(*state, CONNECTED, "call 1 Bob: connected, opus, encrypted (dtls)");
	says(*state, "{\"media\":{\"codec\":\"opus\",\"security\":\"dtls\","
		"\"suite\":\"AEAD_AES_128_GCM\"}}",
		"call 1 Bob: SRTP AES-128-GCM, DTLS");
}

static void why_not_encrypted(void **state)
{
	becomes(*state, "{}");
	becomes(*state, CONNECTED);
	says_nothing(*state, "{\"media\":{\"codec\":\"opus\",\"security\":"
		"\"dtls\",\"keying_problem\":\"of which the engine warns\"}}");
	becomes(*state, "{\"media\":{\"codec\":\"opus\",\"security\":"
		"\"none\",\"keying_problem\":null}}");
	says(*state, "{\"media\":{\"codec\":\"opus\",\"security\":\"none\","
		"\"keying_problem\":\"the other side offers no keys\"}}",
		"call 1 Bob: the other side offers no keys");
	says_nothing(*state, "{}");
}

#define BY_ICE(state, here, there) "{\"media\":{\"codec\":\"opus\"," \
	"\"security\":\"dtls\",\"ice\":\"" state "\",\"ice_local\":" here \
	",\"ice_remote\":" there "}}"

static void another_way(void **state)
{
	becomes(*state, "{}");
	becomes(*state, CONNECTED);
	says_nothing(*state, BY_ICE("checking", "null", "null"));
	says(*state, BY_ICE("connected", "{\"type\":\"host\"}",
		"{\"type\":\"host\"}"), "call 1 Bob: path direct");
	says(*state, BY_ICE("connected", "{\"type\":\"relay\"}",
		"{\"type\":\"srflx\"}"),
		"call 1 Bob: path is now relayed by TURN");
	says(*state, BY_ICE("failed", "null", "null"),
		"call 1 Bob: no way found by ICE");
}

static void what_is_done_to_it(void **state)
{
	becomes(*state, "{}");
	becomes(*state, CONNECTED);
	says(*state, "{\"muted\":true}", "call 1 Bob: microphone muted");
	says(*state, "{\"muted\":false}", "call 1 Bob: microphone on");
	says(*state, "{\"held_by_us\":true,\"focused\":false}",
		"call 1 Bob: on hold");
	says(*state, "{\"held_by_us\":false,\"focused\":true}",
		"call 1 Bob: off hold");
	says(*state, "{\"held_by_them\":true}",
		"call 1 Bob: held by the other side");
	says(*state, "{\"held_by_them\":false}",
		"call 1 Bob: no longer held by the other side");
	says(*state, "{\"recording\":{\"state\":\"recording\"}}",
		"call 1 Bob: recording");
	says(*state, "{\"recording\":null}", "call 1 Bob: recording ended");
}

static void with_others(void **state)
{
	becomes(*state, "{}");
	becomes(*state, CONNECTED);
	says(*state, "{\"conference\":1,\"member\":{\"gain_db\":0,"
		"\"muted\":false}}", "call 1 Bob: in conference");
	says(*state, "{\"member\":{\"gain_db\":0,\"muted\":true}}",
		"call 1 Bob: the others do not hear it");
	says(*state, "{\"member\":{\"gain_db\":-6,\"muted\":true}}",
		"call 1 Bob: the others hear it at -6 dB");
	says(*state, "{\"conference\":null,\"member\":null}",
		"call 1 Bob: out of the conference");
}

static void a_transfer(void **state)
{
	becomes(*state, "{}");
	becomes(*state, CONNECTED);
	says_nothing(*state, "{\"transfer\":{\"state\":\"none\"}}");
	says(*state, "{\"transfer\":{\"state\":\"ringing\",\"target\":"
		"\"sip:2014@example.org\",\"status\":180}}",
		"call 1 Bob: transfer to 2014: ringing");
	says(*state, "{\"transfer\":{\"state\":\"done\",\"target\":"
		"\"sip:2014@example.org\",\"status\":200}}",
		"call 1 Bob: transfer to 2014: done");
}

static void a_wish(void **state)
{
	becomes(*state, "{}");
	becomes(*state, CONNECTED);
	says(*state, "{\"referral\":{\"to\":\"sip:carol@example.org\"}}",
		"call 1 Bob wants us to call carol@example.org");
}

static void it_cannot_be_reached(void **state)
{
	becomes(*state, "{}");
	says(*state, "{\"state\":\"terminated\",\"end\":{\"by\":\"remote\","
		"\"status\":486,\"reason\":\"Busy Here\"}}",
		"call 1 Bob: busy");
}

/* Nothing that a terminal would obey, in whatever a name holds. */
static void a_hostile_name(void **state)
{
	says(*state, "{\"remote\":{\"uri\":\"sip:x@y\",\"display_name\":"
		"\"\\u001b[2J\\u202eEve\\u0007\\nMallory\"}}",
		"call 1 to [2JEve Mallory: calling");
}

#define TOLD(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TOLD(a_call_that_we_make),
		TOLD(a_call_that_comes),
		TOLD(without_encryption),
		TOLD(keys_that_come_later),
		TOLD(why_not_encrypted),
		TOLD(another_way),
		TOLD(what_is_done_to_it),
		TOLD(with_others),
		TOLD(a_transfer),
		TOLD(a_wish),
		TOLD(it_cannot_be_reached),
		TOLD(a_hostile_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
