/* DTLS between two of ours, on a line that loses what it is told to, and with
 * OpenSSL's own programs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "media/dtls.h"

#define QUEUE 64

struct end {
	struct dtls_cert *cert;
	struct dtls *dtls;
	struct end *other;
	int sent, loses;		/* so many of its first datagrams */
	struct { uint8_t bytes[DTLS_DATAGRAM]; size_t n; } queue[QUEUE];
	int head, tail;			/* of what came for it */
};

static struct end client, server;

static void put(void *arg, const uint8_t *datagram, size_t n)
{
	struct end *e = arg, *to = e->other;

	assert_in_range(n, 1, DTLS_MTU);
	if (e->sent++ < e->loses)
		return;
	memcpy(to->queue[to->tail % QUEUE].bytes, datagram, n);
	to->queue[to->tail++ % QUEUE].n = n;
	assert_in_range(to->tail - to->head, 0, QUEUE);
}

static bool take_one(struct end *e)
{
	int i = e->head % QUEUE;

	if (e->head == e->tail)
		return false;
	e->head++;
	dtls_take(e->dtls, e->queue[i].bytes, e->queue[i].n);
	return true;
}

static void run(void)
{
	while (take_one(&client) || take_one(&server))
		;
}

static struct dtls_params params_of(struct end *e, struct end *other)
{
	return (struct dtls_params){
		.cert = e->cert, .client = e == &client,
		.theirs = { *dtls_cert_print(other->cert) }, .n_theirs = 1,
		.send = put, .arg = e,
	};
}

static void begin(struct end *e, const struct dtls_params *p)
{
	e->dtls = dtls_new(p);
	assert_non_null(e->dtls);
}

static int make(void **state)
{
	struct end *ends[] = { &client, &server };

	(void)state;
	for (int i = 0; i < 2; i++) {
		memset(ends[i], 0, sizeof *ends[i]);
		ends[i]->cert = dtls_cert_new();
		ends[i]->other = ends[!i];
	}
	return 0;
}

static int clear(void **state)
{
	(void)state;
	dtls_free(client.dtls);
	dtls_free(server.dtls);
	dtls_cert_free(client.cert);
	dtls_cert_free(server.cert);
	return 0;
}

static void begin_both(void)
{
	struct dtls_params c = params_of(&client, &server);
	struct dtls_params s = params_of(&server, &client);

	begin(&client, &c);
	begin(&server, &s);
}

static void assert_keys_agree(enum cipher_suite suite)
{
	struct cipher_key there, back, a, b;

	assert_int_equal(dtls_state(client.dtls), DTLS_KEYED);
	assert_int_equal(dtls_state(server.dtls), DTLS_KEYED);
	dtls_keys(client.dtls, &there, &back);
	dtls_keys(server.dtls, &a, &b);
	assert_int_equal(there.suite, suite);
	assert_true(cipher_key_same(&there, &b));
	assert_true(cipher_key_same(&back, &a));
	assert_false(cipher_key_same(&there, &back));
}

static void both_have_the_same_keys_the_other_way_round(void **state)
{
	struct cipher_key none, zero;

	(void)state;
	begin_both();
	assert_int_equal(dtls_state(client.dtls), DTLS_WAITS);
	assert_int_equal(dtls_timeout_ms(server.dtls), -1);
	dtls_keys(client.dtls, &none, &zero);
	assert_int_equal(none.suite, CIPHER_CLEAR);
	dtls_start(client.dtls);
	assert_in_range(dtls_timeout_ms(client.dtls), 1, 100);
	run();
	assert_keys_agree(CIPHER_AEAD_AES_128_GCM);
	assert_int_equal(dtls_timeout_ms(client.dtls), -1);
	assert_int_equal(dtls_timeout_ms(server.dtls), -1);
}

static void wait_for(struct end *e)
{
	int ms = dtls_timeout_ms(e->dtls);

	if (ms < 0)
		return;
	poll(NULL, 0, ms);
	dtls_timer(e->dtls);
}

static void what_is_lost_is_sent_again(void **state)
{
	(void)state;
	for (int lost = 1; lost <= 3; lost++) {
		begin_both();
		client.loses = lost == 2 ? 0 : 1;
		server.loses = lost == 1 ? 0 : 2;
		dtls_start(client.dtls);
		for (int i = 0; i < 8; i++) {
			run();
			wait_for(&client);
			wait_for(&server);
		}
		run();
		assert_keys_agree(CIPHER_AEAD_AES_128_GCM);
		clear(NULL);
		make(NULL);
	}
}

/* Their last flight was lost: ours is the one that is asked for again. */
static void a_last_flight_that_was_lost_comes_again(void **state)
{
	(void)state;
	begin_both();
	dtls_start(client.dtls);
	while (dtls_state(server.dtls) != DTLS_KEYED)
		assert_true(take_one(&client) || take_one(&server));
	client.head = client.tail;
	assert_int_equal(dtls_state(client.dtls), DTLS_SHAKES);
	wait_for(&client);
	run();
	assert_keys_agree(CIPHER_AEAD_AES_128_GCM);
}

static void another_certificate_gives_no_keys(void **state)
{
	struct dtls_cert *other = dtls_cert_new();
	struct dtls_params c, s;
	struct cipher_key a, b;

	(void)state;
	for (int wrong = 0; wrong < 2; wrong++) {
		struct end *e = wrong ? &client : &server;

		c = params_of(&client, &server);
		s = params_of(&server, &client);
		(wrong ? &c : &s)->theirs[0] = *dtls_cert_print(other);
		begin(&client, &c);
		begin(&server, &s);
		dtls_start(client.dtls);
		run();
		assert_int_equal(dtls_state(e->dtls), DTLS_FAILED);
		assert_int_equal(dtls_fault(e->dtls), DTLS_IMPOSTOR);
		assert_non_null(strstr(dtls_fault_text(e->dtls),
			"a=fingerprint"));
		assert_int_equal(dtls_state(e->other->dtls), DTLS_FAILED);
		assert_int_equal(dtls_fault(e->other->dtls), DTLS_BROKEN);
		dtls_keys(e->dtls, &a, &b);
		assert_int_equal(a.suite, CIPHER_CLEAR);
		clear(NULL);
		make(NULL);
	}
	dtls_cert_free(other);
}

static void any_of_several_fingerprints_will_do(void **state)
{
	struct dtls_cert *other = dtls_cert_new();
	struct dtls_params c = params_of(&client, &server);
	struct dtls_params s = params_of(&server, &client);

	(void)state;
	c.theirs[1] = c.theirs[0];
	c.theirs[0] = *dtls_cert_print(other);
	c.n_theirs = 2;
	begin(&client, &c);
	begin(&server, &s);
	dtls_start(client.dtls);
	run();
	assert_keys_agree(CIPHER_AEAD_AES_128_GCM);
	dtls_cert_free(other);
}

static void who_is_doubted_shows_where_he_is(void **state)
{
	struct dtls_params c = params_of(&client, &server);
	struct dtls_params s = params_of(&server, &client);

	(void)state;
	s.doubts = true;
	begin(&client, &c);
	begin(&server, &s);
	dtls_start(client.dtls);
	assert_true(take_one(&server));
	assert_false(dtls_is_proven(server.dtls));
	/* no more than came, so that nobody is flooded through us */
	assert_int_equal(server.sent, 1);
	assert_in_range(client.queue[0].n, 1, server.queue[0].n);
	run();
	assert_true(dtls_is_proven(server.dtls));
	assert_keys_agree(CIPHER_AEAD_AES_128_GCM);
}

static void garbage_changes_nothing(void **state)
{
	uint8_t junk[200];

	(void)state;
	begin_both();
	dtls_start(client.dtls);
	for (int round = 0; round < 400; round++) {
		size_t n = (size_t)(round * 7) % sizeof junk;

		for (size_t i = 0; i < n; i++)
			junk[i] = (uint8_t)rand();
		if (n)
			junk[0] = (uint8_t)(round % 2 ? 23 : rand());
		if (n > 3)
			junk[3] = 1;		/* an epoch that is not there */
		dtls_take(client.dtls, junk, n);
	}
	run();
	assert_keys_agree(CIPHER_AEAD_AES_128_GCM);
	for (int round = 0; round < 100; round++)
		dtls_take(server.dtls, junk, sizeof junk);
	assert_keys_agree(CIPHER_AEAD_AES_128_GCM);
}

static void what_a_datagram_is_shows_in_front(void **state)
{
	uint8_t bytes[14] = { 22, 254, 255, 0, 0 };

	(void)state;
	bytes[13] = 1;
	assert_true(dtls_is(bytes, sizeof bytes));
	assert_true(dtls_is_hello(bytes, sizeof bytes));
	assert_false(dtls_is(bytes, 12));
	assert_false(dtls_is_hello(bytes, 13));
	bytes[4] = 1;
	assert_false(dtls_is_hello(bytes, sizeof bytes));
	bytes[0] = 0x80;
	assert_false(dtls_is(bytes, sizeof bytes));
	bytes[0] = 19;
	assert_false(dtls_is(bytes, sizeof bytes));
}

/* --- with openssl ----------------------------------------------------------*/

static char folder[] = "/tmp/test_dtls.XXXXXX";

static char *path(const char *name)
{
	static char text[64];

	snprintf(text, sizeof text, "%s/%s", folder, name);
	return text;
}

static int make_folder(void **state)
{
	char line[512];

	if (!mkdtemp(folder))
		return -1;
	snprintf(line, sizeof line, "openssl req -x509 -newkey rsa:2048 -nodes "
		"-subj /CN=peer -days 2 -keyout %s/key -out %s/cert 2>%s/log",
		folder, folder, folder);
	return system(line) ? -1 : make(state);
}

static int clear_folder(void **state)
{
	char line[64];

	snprintf(line, sizeof line, "rm -r %s", folder);
	if (system(line))
		return -1;
	strcpy(folder, "/tmp/test_dtls.XXXXXX");
	return clear(state);
}

/* The fingerprint of its certificate, as openssl prints it. */
static void their_print(struct dtls_print *p)
{
	char line[512], text[256] = "";
	const char *at;
	FILE *f;

	snprintf(line, sizeof line, "openssl x509 -in %s -noout -fingerprint "
		"-sha256", path("cert"));
	f = popen(line, "r");
	assert_non_null(fgets(text, sizeof text, f));
	pclose(f);
	memset(p, 0, sizeof *p);
	at = strchr(text, '=') + 1;
	for (int i = 0; i < 32; i++)
		p->bytes[i] = (uint8_t)strtol(at + 3 * i, NULL, 16);
}

static int open_socket(struct sockaddr_in *own)
{
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	socklen_t n = sizeof *own;

	*own = (struct sockaddr_in){ .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	assert_int_equal(bind(fd, (struct sockaddr *)own, n), 0);
	getsockname(fd, (struct sockaddr *)own, &n);
	return fd;
}

struct line {
	int fd;
	struct sockaddr_in peer;
};

static void send_out(void *arg, const uint8_t *datagram, size_t n)
{
	struct line *l = arg;

	sendto(l->fd, datagram, n, 0, (struct sockaddr *)&l->peer,
		sizeof l->peer);
}

static pid_t start(char *const argv[])
{
	int input[2];		/* whose end never comes: it would be taken
				 * for the end of all */
	pid_t pid = pipe(input) ? -1 : fork();

	if (!pid) {
		if (dup2(input[0], STDIN_FILENO) < 0 ||
		    !freopen(path("out"), "w", stdout) ||
		    !freopen(path("log"), "a", stderr))
			_exit(1);
		execvp(argv[0], argv);
		_exit(1);
	}
	close(input[0]);
	close(input[1]);
	return pid;
}

/* Until there are keys, or the tenth second. */
static void talk(struct dtls *d, struct line *l)
{
	uint8_t bytes[DTLS_DATAGRAM];
	socklen_t size = sizeof l->peer;

	for (int i = 0; i < 200 && dtls_state(d) < DTLS_KEYED; i++) {
		struct pollfd p = { .fd = l->fd, .events = POLLIN };
		ssize_t n;

		if (poll(&p, 1, 50) <= 0) {
			if (!dtls_timeout_ms(d))
				dtls_timer(d);
			continue;
		}
		n = recvfrom(l->fd, bytes, sizeof bytes, 0,
			(struct sockaddr *)&l->peer, &size);
		if (n > 0)
			dtls_take(d, bytes, (size_t)n);
	}
}

/* What openssl printed of the same key, in hex; waited for. */
static void read_material(uint8_t *material, size_t n)
{
	static const char mark[] = "Keying material: ";
	char line[1024], *at = NULL;

	for (int i = 0; i < 200 && !at; i++) {
		FILE *f = fopen(path("out"), "r");

		while (f && !at && fgets(line, sizeof line, f))
			at = strchr(line, '\n') ? strstr(line, mark) : NULL;
		if (f)
			fclose(f);
		if (!at)
			poll(NULL, 0, 50);
	}
	assert_non_null(at);
	at += strlen(mark);
	for (size_t i = 0; i < n; i++) {
		char two[3] = { at[2 * i], at[2 * i + 1] };

		material[i] = (uint8_t)strtol(two, NULL, 16);
	}
}

struct suite {
	const char *name;
	enum cipher_suite suite;
	int key, salt;
};

static const struct suite suites[] = {
	{ "SRTP_AEAD_AES_128_GCM", CIPHER_AEAD_AES_128_GCM, 16, 12 },
	{ "SRTP_AEAD_AES_256_GCM", CIPHER_AEAD_AES_256_GCM, 32, 12 },
	{ "SRTP_AES128_CM_SHA1_80", CIPHER_AES_CM_128_80, 16, 14 },
	{ "SRTP_AES128_CM_SHA1_32", CIPHER_AES_CM_128_32, 16, 14 },
};

static void assert_material(struct dtls *d, const struct suite *s, bool we_began)
{
	struct cipher_key ours[2];		/* client's, server's */
	uint8_t material[2 * CIPHER_KEY_MAX];

	assert_int_equal(dtls_state(d), DTLS_KEYED);
	read_material(material, (size_t)(2 * (s->key + s->salt)));
	dtls_keys(d, &ours[!we_began], &ours[we_began]);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(ours[i].suite, s->suite);
		assert_memory_equal(ours[i].bytes, material + i * s->key,
			s->key);
		assert_memory_equal(ours[i].bytes + s->key, material +
			2 * s->key + i * s->salt, s->salt);
	}
}

static void with_openssl(const struct suite *s, bool we_begin)
{
	struct sockaddr_in own, there;
	struct line line = { .fd = open_socket(&own) };
	int other = open_socket(&there);
	struct dtls_params p = params_of(we_begin ? &client : &server,
		&server);
	char cert[64], key[64], length[8], place[32];
	char *server_argv[] = { "openssl", "s_server", "-dtls1_2", "-accept",
		place, "-cert", cert, "-key", key, "-use_srtp",
		(char *)s->name, "-keymatexport", "EXTRACTOR-dtls_srtp",
		"-keymatexportlen", length, "-Verify", "1", NULL };
	char *client_argv[] = { "openssl", "s_client", "-dtls1_2", "-connect",
		place, "-cert", cert, "-key", key, "-use_srtp",
		(char *)s->name, "-keymatexport", "EXTRACTOR-dtls_srtp",
		"-keymatexportlen", length, NULL };
	struct dtls *d;
	pid_t pid;

	snprintf(cert, sizeof cert, "%s/cert", folder);
	snprintf(key, sizeof key, "%s/key", folder);
	snprintf(length, sizeof length, "%d", 2 * (s->key + s->salt));
	snprintf(place, sizeof place, "127.0.0.1:%d", ntohs(we_begin ?
		there.sin_port : own.sin_port));
	their_print(&p.theirs[0]);
	p.send = send_out;
	p.arg = &line;
	line.peer = there;
	d = dtls_new(&p);
	close(other);
	pid = start(we_begin ? server_argv : client_argv);
	dtls_start(d);
	talk(d, &line);
	assert_material(d, s, we_begin);
	kill(pid, SIGTERM);
	waitpid(pid, NULL, 0);
	close(line.fd);
	dtls_free(d);
}

static void the_keys_are_those_that_openssl_has_as_server(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof suites / sizeof *suites; i++)
		with_openssl(&suites[i], true);
}

static void the_keys_are_those_that_openssl_has_as_client(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof suites / sizeof *suites; i++)
		with_openssl(&suites[i], false);
}

/* As it comes where each record had a datagram of its own. */
static bool take_record(struct end *e)
{
	int i = e->head % QUEUE;
	uint8_t *bytes = e->queue[i].bytes;
	size_t n;

	if (e->head == e->tail)
		return false;
	n = 13 + ((size_t)bytes[11] << 8 | bytes[12]);
	dtls_take(e->dtls, bytes, n);
	e->queue[i].n -= n;
	memmove(bytes, bytes + n, e->queue[i].n);
	e->head += !e->queue[i].n;
	return true;
}

/* Of a fork: the handshake may turn out to be another branch's; but not once it
 * was found to be whose it was. */
static void who_has_shown_his_certificate_is_nobody_else(void **state)
{
	struct dtls_print his, ours;

	(void)state;
	begin_both();
	his = *dtls_cert_print(client.cert);
	ours = *dtls_cert_print(server.cert);
	assert_true(dtls_turn_to(server.dtls, &ours, 1, &server));
	dtls_start(client.dtls);
	while (dtls_turn_to(server.dtls, &his, 1, &server))
		assert_true(take_record(&server) || take_one(&client));
	assert_int_equal(dtls_state(server.dtls), DTLS_SHAKES);
	assert_false(dtls_turn_to(server.dtls, &ours, 1, &server));
	run();
	assert_keys_agree(CIPHER_AEAD_AES_128_GCM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			both_have_the_same_keys_the_other_way_round,
			make, clear),
		cmocka_unit_test_setup_teardown(what_is_lost_is_sent_again,
			make, clear),
		cmocka_unit_test_setup_teardown(
			a_last_flight_that_was_lost_comes_again, make, clear),
		cmocka_unit_test_setup_teardown(
			another_certificate_gives_no_keys, make, clear),
		cmocka_unit_test_setup_teardown(
			any_of_several_fingerprints_will_do, make, clear),
		cmocka_unit_test_setup_teardown(
			who_is_doubted_shows_where_he_is, make, clear),
		cmocka_unit_test_setup_teardown(garbage_changes_nothing,
			make, clear),
		cmocka_unit_test_setup_teardown(
			who_has_shown_his_certificate_is_nobody_else, make,
			clear),
		cmocka_unit_test(what_a_datagram_is_shows_in_front),
		cmocka_unit_test_setup_teardown(
			the_keys_are_those_that_openssl_has_as_server,
			make_folder, clear_folder),
		cmocka_unit_test_setup_teardown(
			the_keys_are_those_that_openssl_has_as_client,
			make_folder, clear_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
