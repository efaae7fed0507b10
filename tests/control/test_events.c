/* What happens is told to those who asked, in order, and to nobody who does not
 * read for ever. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "control/journal.h"
#include "control/outbox.h"
#include "front_end.h"
#include "protocol/message.h"

struct scene {
	struct door_stage stage;
	struct front_end f;
	struct session *session;	/* it is established */
};

static int set_up(void **state)
{
	struct scene *s = mem_new_of(struct scene);

	door_stage_open(&s->stage);
	front_end_open(&s->f, &s->stage);
	front_end_result(&s->f, "session.call", "{\"to\":\"sip:answer@x\"}");
	door_stage_rest(&s->stage);
	s->session = engine_session(s->stage.engine, 1);
	*state = s;
	return 0;
}

static int tear_down(void **state)
{
	struct scene *s = *state;

	front_end_close(&s->f);
	door_stage_close(&s->stage);
	free(s);
	return 0;
}

/* The topics of all that comes, "session.changed,session.dtmf,". */
static void topics_heard(struct front_end *f, char *topics, size_t size)
{
	json_t *line;

	*topics = '\0';
	while ((line = front_end_hear(f)))
		snprintf(topics + strlen(topics), size - strlen(topics), "%s,",
			json_path_text(line, "params.topic"));
}

static void only_what_was_asked_for_comes(void **state)
{
	static const struct { const char *asked, *heard; } cases[] = {
		{ "[\"session.dtmf\"]", "session.dtmf," },
		{ "[\"audio\"]", "audio.changed," },
		{ "[\"audio.*\",\"engine.changed\"]",
			"audio.changed,engine.changed," },
		{ "[\"account\",\"message\"]", "" },
	};
	struct scene *s = *state;
	struct fault fault;
	char params[128], topics[256];

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		snprintf(params, sizeof params, "{\"topics\":%s}",
			cases[i].asked);
		front_end_result(&s->f, "events.subscribe", params);
		session_dtmf(s->session, &(struct dtmf_params){
			.tones = "5" }, &fault);
		engine_volume(s->stage.engine, "ring", 50, &fault);
		engine_set_dnd(s->stage.engine, true);
		topics_heard(&s->f, topics, sizeof topics);
		assert_string_equal(topics, cases[i].heard);
	}
}

static void nobody_hears_before_asking(void **state)
{
	struct scene *s = *state;

	scripted_events(s->stage.engine, s->session, 3);
	assert_null(front_end_hear(&s->f));
}

static void an_event_holds_number_time_and_the_whole_object(void **state)
{
	struct scene *s = *state;
	json_t *params;
	struct fault fault;

	front_end_result(&s->f, "events.subscribe", "{}");
	session_dtmf(s->session, &(struct dtmf_params){ .tones = "#",
		.duration_ms = 120 }, &fault);
	params = front_end_event(&s->f, "session.dtmf");
	assert_string_equal(json_path_text(params, "tone"), "#");
	assert_int_equal(json_path_number(params, "duration_ms"), 120);
	assert_string_equal(json_path_text(params, "via"), "rtp");
	assert_string_equal(json_path_text(params, "session.media.codec"),
		"PCMU");
	assert_true(json_path_number(params, "seq") > 0);
	assert_int_equal(strlen(json_path_text(params, "time")), 24);
}

static void numbers_have_no_gaps(void **state)
{
	struct scene *s = *state;
	int seq = json_path_number(front_end_result(&s->f, "events.subscribe",
		"{\"topics\":[\"session.changed\"]}"), "seq");
	json_t *line;

	scripted_events(s->stage.engine, s->session, 300);
	for (int i = 0; i < 300; i++) {
		line = front_end_hear(&s->f);
		assert_int_equal(json_path_number(line, "params.seq"), ++seq);
	}
	assert_int_equal(json_path_number(front_end_result(&s->f,
		"engine.status", "{}"), "seq"), seq);
}

static void who_comes_back_hears_what_it_missed_and_then_goes_on(void **state)
{
	struct scene *s = *state;
	int seq = json_path_number(front_end_result(&s->f, "engine.status",
		"{}"), "seq");
	char params[64];
	json_t *result;

	/* more than is queued at once: it is fed from the journal */
	scripted_events(s->stage.engine, s->session, 2000);
	snprintf(params, sizeof params, "{\"since\":%d,"
		"\"topics\":[\"session.changed\"]}", seq);
	result = front_end_result(&s->f, "events.subscribe", params);
	assert_true(json_is_true(json_path(result, "complete")));
	assert_int_equal(json_path_number(result, "seq"), seq + 2000);
	for (int i = 0; i < 2001; i++) {
		if (i == 1000)
			scripted_events(s->stage.engine, s->session, 1);
		assert_int_equal(json_path_number(front_end_hear(&s->f),
			"params.seq"), ++seq);
	}
}

static void what_is_forgotten_is_not_complete(void **state)
{
	struct scene *s = *state;
	json_t *result;

	scripted_events(s->stage.engine, s->session, JOURNAL_EVENTS + 10);
	result = front_end_result(&s->f, "events.subscribe",
		"{\"since\":3,\"topics\":[\"audio\"]}");
	assert_true(json_is_false(json_path(result, "complete")));
	result = front_end_result(&s->f, "events.subscribe",
		"{\"since\":1000000,\"topics\":[\"audio\"]}");
	assert_true(json_is_false(json_path(result, "complete")));
}

/* Lets so many events happen that more than the bound waits for who does not
 * read; each is about 1 kB, and the loop sends what the kernel takes. */
static void flood(struct scene *s)
{
	for (int i = 0; i < 30; i++) {
		scripted_events(s->stage.engine, s->session, 100);
		loop_step(s->stage.loop, 0);
	}
}

static void who_does_not_read_loses_queue_and_connection(void **state)
{
	struct scene *s = *state;
	struct front_end lazy;
	const char *topic = NULL;
	int seq, last;
	json_t *line;

	front_end_open(&lazy, &s->stage);
	seq = json_path_number(front_end_result(&lazy, "events.subscribe",
		"{}"), "seq");
	flood(s);
	while ((line = front_end_hear(&lazy))) {
		topic = json_path_text(line, "params.topic");
		last = json_path_number(line, "params.seq");
		if (!strcmp(topic, "events.overflow"))
			break;
		assert_int_equal(last, ++seq);
	}
	assert_non_null(line);
	assert_true(last >= seq);
	assert_null(front_end_hear(&lazy));
	assert_true(lazy.over);
	front_end_close(&lazy);
	assert_non_null(front_end_result(&s->f, "engine.hello", "{}"));
}

static void who_never_reads_again_is_left_after_30_s(void **state)
{
	struct scene *s = *state;
	struct front_end lazy;
	char piece[4096];

	front_end_open(&lazy, &s->stage);
	front_end_result(&lazy, "events.subscribe", "{}");
	flood(s);
	clock_advance_ms(30001);
	door_stage_rest(&s->stage);
	/* what the kernel holds is there, but nobody writes any more */
	while (recv(lazy.fd, piece, sizeof piece, 0) > 0)
		;
	assert_int_equal(recv(lazy.fd, piece, sizeof piece, 0), 0);
	front_end_close(&lazy);
}

static void a_slow_one_delays_nobody(void **state)
{
	struct scene *s = *state;
	struct front_end lazy;
	int heard = 0;

	front_end_open(&lazy, &s->stage);
	front_end_result(&lazy, "events.subscribe", "{}");
	front_end_result(&s->f, "events.subscribe", "{}");
	for (int i = 0; i < 3000; i++) {
		scripted_events(s->stage.engine, s->session, 1);
		heard += front_end_hear(&s->f) != NULL;
	}
	assert_int_equal(heard, 3000);
	front_end_close(&lazy);
}

static void answers_that_are_not_read_are_not_piled_up(void **state)
{
	struct scene *s = *state;
	struct front_end lazy;
	int answered = 0;

	for (int i = 0; i < 50; i++)
		scripted_incoming(s->stage.engine, "sip:them@x");
	front_end_open(&lazy, &s->stage);
	for (int i = 0; i < 100; i++)
		front_end_line(&lazy, "{\"jsonrpc\":\"2.0\",\"id\":1,"
			"\"method\":\"engine.status\"}");
	door_stage_rest(&s->stage);
	while (front_end_hear(&lazy))
		answered++;
	assert_int_equal(answered, 100);
	front_end_close(&lazy);
}

/* What comes every so often may, where a busy machine took so long to see that
 * nothing does. */
static void assert_no_more(struct front_end *f, int64_t began_ms, int every_ms)
{
	int heard = 0;

	while (front_end_hear(f))
		heard++;
	assert_in_range(heard, 0, (clock_ms() - began_ms) / every_ms);
}

static void statistics_come_once_a_second_to_who_asked(void **state)
{
	struct scene *s = *state;
	json_t *params;
	int64_t began = clock_ms();

	front_end_result(&s->f, "events.subscribe",
		"{\"topics\":[\"session.statistics\"]}");
	params = front_end_event(&s->f, "session.statistics");
	assert_int_equal(json_path_number(params, "id"), 1);
	assert_true(json_is_null(json_path(params, "statistics.rtt_ms")));
	clock_advance_ms(1001);
	front_end_event(&s->f, "session.statistics");
	assert_no_more(&s->f, began + 1000, 1000);
}

static void levels_come_at_the_rate_that_was_asked_for(void **state)
{
	struct scene *s = *state;
	json_t *params;
	int64_t began = clock_ms();
	int seq;

	front_end_result(&s->f, "events.subscribe",
		"{\"topics\":[\"session.changed\"],\"meters_hz\":2}");
	params = front_end_event(&s->f, "session.levels");
	seq = json_path_number(params, "seq");
	assert_int_equal(json_path_number(params, "input_dbfs"), -30);
	assert_int_equal(json_path_number(params, "output_dbfs"), -127);
	assert_true(json_is_false(json_path(params, "clipped")));
	assert_no_more(&s->f, began, 500);
	clock_advance_ms(500);
	params = front_end_event(&s->f, "session.levels");
	assert_int_equal(json_path_number(params, "seq"), seq);
}

static void measurements_end_with_the_last_call(void **state)
{
	struct scene *s = *state;
	struct fault fault;
	char topics[256];

	front_end_result(&s->f, "events.subscribe",
		"{\"topics\":[\"session.statistics\"],\"meters_hz\":10}");
	session_hangup(s->session, &fault);
	topics_heard(&s->f, topics, sizeof topics);
	clock_advance_ms(3000);
	assert_null(front_end_hear(&s->f));
}

static void a_deleted_socket_is_made_again(void **state)
{
	struct scene *s = *state;
	struct front_end late;

	assert_int_equal(remove(s->stage.path), 0);
	door_stage_rest(&s->stage);
	front_end_open(&late, &s->stage);
	assert_non_null(front_end_result(&late, "engine.hello", "{}"));
	front_end_close(&late);
}

static void a_socket_that_answers_is_not_taken_over(void **state)
{
	struct scene *s = *state;
	struct server_params params = { .loop = s->stage.loop,
		.path = s->stage.path };
	struct server *second = server_new(&params);
	char error[SERVER_ERROR];

	assert_false(server_listen(second, error));
	assert_non_null(strstr(error, "-S"));
	server_free(second);
	assert_non_null(front_end_result(&s->f, "engine.hello", "{}"));
}

static void too_many_are_sent_away_with_a_reason(void **state)
{
	struct scene *s = *state;
	struct front_end crowd[SERVER_CLIENTS];

	for (int i = 0; i < SERVER_CLIENTS; i++) {
		front_end_open(&crowd[i], &s->stage);
		loop_step(s->stage.loop, 1);
	}
	assert_int_equal(json_path_number(front_end_hear(
		&crowd[SERVER_CLIENTS - 1]), "error.code"), ERROR_LIMIT);
	for (int i = 0; i < SERVER_CLIENTS; i++) {
		close(crowd[i].fd);
		free(crowd[i].held);
	}
}

#define in_scene(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_scene(only_what_was_asked_for_comes),
		in_scene(nobody_hears_before_asking),
		in_scene(an_event_holds_number_time_and_the_whole_object),
		in_scene(numbers_have_no_gaps),
		in_scene(who_comes_back_hears_what_it_missed_and_then_goes_on),
		in_scene(what_is_forgotten_is_not_complete),
		in_scene(who_does_not_read_loses_queue_and_connection),
		in_scene(who_never_reads_again_is_left_after_30_s),
		in_scene(a_slow_one_delays_nobody),
		in_scene(answers_that_are_not_read_are_not_piled_up),
		in_scene(statistics_come_once_a_second_to_who_asked),
		in_scene(levels_come_at_the_rate_that_was_asked_for),
		in_scene(measurements_end_with_the_last_call),
		in_scene(a_deleted_socket_is_made_again),
		in_scene(a_socket_that_answers_is_not_taken_over),
		in_scene(too_many_are_sent_away_with_a_reason),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
