/* bench_media - what N calls cost, and how well they are timed.
 *
 *	parent: media thread, N streams   <== loopback ==>   child: N peers
 *
 *	bench_media [calls [seconds [echo|conference|tone|nothing]]]
 *
 * 200 calls with an echo, 10 s, if not told otherwise.
 *
 * Printed beside a floor run just before: a loop that sends each datagram back
 * from one socket a call and does nothing else.
 */
#include <arpa/inet.h>
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "audio/device.h"
#include "base/clock.h"
#include "media/codec.h"
#include "media/media.h"
#include "media/rtp.h"

#define CALLS_MAX 1000
#define PACKETS_MAX 4096		/* of one call that are timed */
#define FIRST_PORT 20000	/* of streams: below those of the kernel */
#define LAST_PORT 32000
#define WARM_UP_S 2

/* The streams here are in no room. */
bool device_read(struct device *d, int16_t *frame, size_t n)
{
	(void)d, (void)frame, (void)n;
	return false;
}

void device_write(struct device *d, const int16_t *frame, size_t n)
{
	(void)d, (void)frame, (void)n;
}

static struct sockaddr_in loopback(int port)
{
	return (struct sockaddr_in){ .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
		.sin_port = htons((uint16_t)port) };
}

/* On a port of the kernel's choice. */
static int open_socket(struct sockaddr_in *a)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0), on = 1;
	socklen_t n = sizeof *a;

	*a = loopback(0);
	setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
	if (bind(fd, (struct sockaddr *)a, n) < 0 ||
	    getsockname(fd, (struct sockaddr *)a, &n) < 0) {
		perror("bind");
		exit(1);
	}
	return fd;
}

static void sleep_until(int64_t ns)
{
	struct timespec t = { ns / 1000000000, ns % 1000000000 };

	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL);
}

/* --- the child: peers ---------------------------------------------------- */

struct peer {
	int fd;				/* opened by the parent */
	struct sockaddr_in address;
	int port;			/* of the stream */
	uint16_t sequence;
	int64_t loud_ns;		/* when a loud packet left; 0 none */
	int64_t arrivals[PACKETS_MAX];	/* ns, less 20 ms a packet */
	int n;
	uint32_t first;			/* time stamp of arrivals[0] */
};

static struct peer peers[CALLS_MAX];
static double echoes[CALLS_MAX * 100];	/* ms */
static int n_echoes;

static int ascending(const void *a, const void *b)
{
	double d = *(const double *)a - *(const double *)b;

	return d < 0 ? -1 : d > 0;
}

static double quantile(double *values, int n, double q)
{
	qsort(values, (size_t)n, sizeof *values, ascending);
	return n ? values[(int)((n - 1) * q)] : -1;
}

static void peer_send(struct peer *p, int64_t now_ns)
{
	struct sockaddr_in to = loopback(p->port);
	uint8_t packet[RTP_HEADER + 160];
	bool loud = p->sequence % 50 == 25;
	struct rtp_packet h = { .sequence = p->sequence,
		.timestamp = p->sequence * 160u, .ssrc = (uint32_t)p->port };

	rtp_write_header(packet, &h);
	for (int i = 0; i < 160; i++)	/* a hum, or a burst */
		packet[RTP_HEADER + i] = loud ? 0x00 :
			(uint8_t)((i & 8 ? 0xd0 : 0x50) + (i & 7));
	if (loud)
		p->loud_ns = now_ns;
	p->sequence++;
	sendto(p->fd, packet, sizeof packet, 0, (struct sockaddr *)&to,
		sizeof to);
}

static void note(struct peer *p, const struct rtp_packet *r, int64_t at_ns)
{
	if (p->loud_ns && r->n && r->payload[r->n - 1] < 0x20) {
		if (n_echoes < CALLS_MAX * 100)
			echoes[n_echoes++] = (double)(at_ns - p->loud_ns) / 1e6;
		p->loud_ns = 0;
	}
	if (!p->n)
		p->first = r->timestamp;
	if (p->n < PACKETS_MAX)
		p->arrivals[p->n++] = at_ns -
			(int64_t)(r->timestamp - p->first) * 125000;
}

static void peer_receive(struct peer *p, bool timed)
{
	uint8_t bytes[2048];
	uint8_t control[CMSG_SPACE(sizeof(struct timespec))];
	struct iovec piece = { bytes, sizeof bytes };
	struct rtp_packet r;

	for (;;) {
		struct msghdr h = { .msg_iov = &piece, .msg_iovlen = 1,
			.msg_control = control,
			.msg_controllen = sizeof control };
		ssize_t n = recvmsg(p->fd, &h, 0);
		struct timespec stamp;

		if (n < 0)
			return;
		memcpy(&stamp, CMSG_DATA(CMSG_FIRSTHDR(&h)), sizeof stamp);
		if (timed && rtp_read(&r, bytes, (size_t)n))
			note(p, &r, clock_of_wall_ns(&stamp));
	}
}

/* The share of packets within 1 ms of their stream's 20 ms grid. */
static void print_timing(int calls)
{
	static double offsets[PACKETS_MAX];
	long within = 0, all = 0;
	double worst = 0;

	for (int i = 0; i < calls; i++) {
		struct peer *p = &peers[i];
		double grid;

		for (int k = 0; k < p->n; k++)
			offsets[k] = (double)(p->arrivals[k] -
				p->arrivals[0]) / 1e6;
		grid = quantile(offsets, p->n, 0.5);
		for (int k = 0; k < p->n; k++) {
			double off = offsets[k] - grid;

			off = off < 0 ? -off : off;
			within += off <= 1;
			worst = off > worst ? off : worst;
			all++;
		}
	}
	printf("  packets within 1 ms of their grid: %.2f %% of %ld, worst "
		"%.2f ms\n", all ? 100.0 * (double)within / (double)all : 0,
		all, worst);
	printf("  echo of a burst, packet to packet: median %.1f ms, 95 %% "
		"%.1f ms, worst %.1f ms (%d)\n",
		quantile(echoes, n_echoes, 0.5),
		quantile(echoes, n_echoes, 0.95),
		quantile(echoes, n_echoes, 1), n_echoes);
}

static void run_peers(int calls, int seconds, bool timed)
{
	int64_t start = clock_ns(), end = (seconds + WARM_UP_S) * 1000;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (int64_t ms = 0; ms < end; ms++) {
		sleep_until(start + ms * 1000000);
		for (int i = (int)(ms % 20); i < calls; i += 20) {
			peer_send(&peers[i], clock_ns());
			peer_receive(&peers[i], ms > WARM_UP_S * 1000);
		}
	}
	if (timed)
		print_timing(calls);
	fflush(stdout);
	_exit(0);
}

/* --- the parent ---------------------------------------------------------- */

static double cpu_ms(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e3 +
		(double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e3;
}

static long number_in(const char *path, const char *key)
{
	FILE *f = fopen(path, "r");
	char line[256];
	long value = -1;

	while (f && fgets(line, sizeof line, f))
		if (!strncmp(line, key, strlen(key)))
			value = atol(line + strlen(key));
	if (f)
		fclose(f);
	return value;
}

static long wake_ups(void)
{
	DIR *d = opendir("/proc/self/task");
	long all = 0;

	for (struct dirent *e; (e = readdir(d));) {
		char path[300];

		snprintf(path, sizeof path, "/proc/self/task/%s/status",
			e->d_name);
		if (e->d_name[0] != '.')
			all += number_in(path, "voluntary_ctxt_switches:");
	}
	closedir(d);
	return all;
}

static pid_t start_peers(int calls, int seconds, bool timed)
{
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid)
		run_peers(calls, seconds, timed);
	return pid;
}

/* Sends back what comes until the peers are gone. */
static double run_floor(int calls, int seconds)
{
	int epoll = epoll_create1(0), fds[CALLS_MAX];
	struct epoll_event events[64];
	pid_t pid;
	double before;

	for (int i = 0; i < calls; i++) {
		struct sockaddr_in a;
		struct epoll_event e = { EPOLLIN, { .fd = fds[i] =
			open_socket(&a) } };

		peers[i].port = ntohs(a.sin_port);
		epoll_ctl(epoll, EPOLL_CTL_ADD, fds[i], &e);
	}
	before = cpu_ms();
	pid = start_peers(calls, seconds, false);
	while (!waitpid(pid, NULL, WNOHANG)) {
		int n = epoll_wait(epoll, events, 64, 100);

		for (int i = 0; i < n; i++) {
			struct sockaddr_in from;
			socklen_t length = sizeof from;
			uint8_t bytes[2048];
			ssize_t got = recvfrom(events[i].data.fd, bytes,
				sizeof bytes, 0, (struct sockaddr *)&from,
				&length);

			if (got > 0)
				sendto(events[i].data.fd, bytes, (size_t)got,
					0, (struct sockaddr *)&from, length);
		}
	}
	for (int i = 0; i < calls; i++)
		close(fds[i]);
	close(epoll);
	return (cpu_ms() - before) / calls / (seconds + WARM_UP_S);
}

static const struct { const char *name; enum stream_join join; } places[] = {
	{ "echo", STREAM_ECHO }, { "conference", STREAM_CONFERENCE },
	{ "tone", STREAM_TONE }, { "nothing", STREAM_NOTHING },
};
static enum stream_join place = STREAM_ECHO;

static void take_place(const char *name)
{
	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		if (!strcmp(places[i].name, name))
			place = places[i].join;
}

static int detached;

static void on_detached(void *arg, struct stream *s)
{
	(void)arg;
	stream_free(s);
	detached++;
}

static void attach(struct media *m, int i, struct stream **stream)
{
	struct transport_params tp = { "127.0.0.1", FIRST_PORT, LAST_PORT, 0 };
	struct stream_params sp = { .cname = "bench" };
	struct stream_plan plan = {
		.codec = &codec_pcmu, .payload_type = 0, .params.ptime_ms = 20,
		.receive = { { 0, &codec_pcmu } }, .n_receive = 1,
		.event_type = -1, .noise_type = -1, .receive_noise_type = -1,
		.sends = true, .receives = true, .join = place,
	};

	memcpy(&plan.remote_rtp, &peers[i].address, sizeof peers[i].address);
	if (transport_open(&sp.transport, &tp)) {
		fprintf(stderr, "no port\n");
		exit(1);
	}
	peers[i].port = transport_port(sp.transport);
	*stream = stream_new(&sp);
	media_attach(m, *stream, &plan);
}

static void print_costs(int calls, int seconds)
{
	double before = cpu_ms();
	long wakes = wake_ups();

	sleep((unsigned)seconds);
	printf("  CPU a call and second: %.3f ms\n",
		(cpu_ms() - before) / calls / seconds);
	printf("  wake-ups a second, all threads: %.1f; threads: %ld\n",
		(double)(wake_ups() - wakes) / seconds,
		number_in("/proc/self/status", "Threads:"));
}

static void run_media(int calls, int seconds)
{
	struct media_handlers handlers = { .on_detached = on_detached };
	struct stream *streams[CALLS_MAX];
	long before = number_in("/proc/self/smaps_rollup", "Pss:"), wakes;
	struct media *m;
	pid_t pid;

	media_new(&m, &handlers);
	wakes = wake_ups();
	sleep(1);
	printf("  idle: %ld wake-ups in a second\n", wake_ups() - wakes - 1);
	for (int i = 0; i < calls; i++)
		attach(m, i, &streams[i]);
	pid = start_peers(calls, seconds, true);
	sleep(WARM_UP_S);
	print_costs(calls, seconds - 1);
	printf("  memory a call: %.1f KiB\n", (double)(number_in(
		"/proc/self/smaps_rollup", "Pss:") - before) / calls);
	fflush(stdout);
	waitpid(pid, NULL, 0);
	for (int i = 0; i < calls; i++)
		media_detach(m, streams[i]);
	for (detached = 0; detached < calls; sleep_until(clock_ns() + 1000000))
		media_dispatch(m);
	media_free(m);
}

int main(int argc, char **argv)
{
	int calls = argc > 1 ? atoi(argv[1]) : 200;
	int seconds = argc > 2 ? atoi(argv[2]) : 10;

	if (argc > 3)
		take_place(argv[3]);
	calls = calls < 1 ? 1 : calls > CALLS_MAX ? CALLS_MAX : calls;
	seconds = seconds < 3 ? 3 : seconds;
	for (int i = 0; i < calls; i++)
		peers[i].fd = open_socket(&peers[i].address);
	printf("%d calls, PCMU, 20 ms, %d s\n", calls, seconds);
	printf("  floor, CPU a call and second: %.3f ms\n",
		run_floor(calls, seconds > 5 ? 5 : seconds));
	run_media(calls, seconds);
	return 0;
}
