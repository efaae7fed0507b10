/* peers.c - the other ends of many calls: 50 packets a second into each, evenly,
 * and what comes back is thrown away.
 *
 *	peers FILE TYPE TICKS HEARS KEY FD:PORT...
 *
 * FILE holds payloads, each behind its length in two bytes; TICKS is what the
 * time stamp grows by.  HEARS is 0 when somebody else reads the sockets.  KEY
 * seals what is sent (sealed.h).  A call is a socket that was opened before, and
 * where to send on this machine.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "sealed.h"

#define HEADER 12
#define PAYLOAD_MAX 1452
#define PACKETS_MAX 3000
#define CALLS_MAX 2000
#define PACKET_MS 20
#define APART 7			/* payloads by which a call is ahead of the last */

static struct { uint8_t bytes[PAYLOAD_MAX]; size_t n; } payloads[PACKETS_MAX];
static struct {
	int fd;
	struct sockaddr_in to;
	srtp_t seal;
} calls[CALLS_MAX];

static int read_payloads(const char *path)
{
	FILE *file = fopen(path, "rb");
	int n = 0, high, low;

	while (file && n < PACKETS_MAX && (high = fgetc(file)) != EOF &&
	       (low = fgetc(file)) != EOF) {
		size_t size = (size_t)(high << 8 | low);

		if (size > PAYLOAD_MAX ||
		    fread(payloads[n].bytes, 1, size, file) != size)
			break;
		payloads[n++].n = size;
	}
	if (file)
		fclose(file);
	return n;
}

static void put32(uint8_t *to, uint32_t v)
{
	v = htonl(v);
	memcpy(to, &v, 4);
}

static void send_one(int call, int type, uint32_t number, uint32_t ticks, int n)
{
	int which = (int)((number + (uint32_t)(call * APART)) % (uint32_t)n);
	uint8_t packet[HEADER + PAYLOAD_MAX + SRTP_MAX_TRAILER_LEN] = { 0x80,
		(uint8_t)type, (uint8_t)(number >> 8), (uint8_t)number };
	int length = HEADER + (int)payloads[which].n;

	put32(packet + 4, number * ticks);
	put32(packet + 8, (uint32_t)call + 1);
	memcpy(packet + HEADER, payloads[which].bytes, payloads[which].n);
	if (calls[call].seal && srtp_protect(calls[call].seal, packet, &length))
		return;
	sendto(calls[call].fd, packet, (size_t)length, 0,
		(struct sockaddr *)&calls[call].to, sizeof calls[call].to);
}

static void throw_away(int fd)
{
	uint8_t byte;

	while (recv(fd, &byte, 1, MSG_DONTWAIT | MSG_TRUNC) >= 0 ||
	       errno == ECONNREFUSED)
		;
}

static void sleep_until(const struct timespec *began, int64_t ms)
{
	struct timespec t = { began->tv_sec + ms / 1000,
		began->tv_nsec + ms % 1000 * 1000000 };

	t.tv_sec += t.tv_nsec / 1000000000;
	t.tv_nsec %= 1000000000;
	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL))
		;
}

static int take_calls(const char *key, char **words, int n)
{
	srtp_t unused;

	for (int i = 0; i < n; i++) {
		int port;

		if (i == CALLS_MAX ||
		    sscanf(words[i], "%d:%d", &calls[i].fd, &port) != 2) {
			fprintf(stderr, "peers: %s\n", words[i]);
			exit(1);
		}
		calls[i].to = (struct sockaddr_in){ .sin_family = AF_INET,
			.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
			.sin_port = htons((uint16_t)port) };
		sealed_open(key, &calls[i].seal, &unused);
	}
	return n;
}

int main(int argc, char **argv)
{
	int n_calls = argc > 6 ? take_calls(argv[5], argv + 6, argc - 6) : 0;
	int n = n_calls ? read_payloads(argv[1]) : 0;
	struct timespec began;

	if (!n) {
		fprintf(stderr, "peers: no call, or no payload\n");
		return 1;
	}
	clock_gettime(CLOCK_MONOTONIC, &began);
	for (int64_t ms = 0;; ms++) {
		sleep_until(&began, ms);
		for (int i = (int)(ms % PACKET_MS); i < n_calls; i += PACKET_MS) {
			send_one(i, atoi(argv[2]), (uint32_t)(ms / PACKET_MS),
				(uint32_t)atoi(argv[3]), n);
			if (atoi(argv[4]))
				throw_away(calls[i].fd);
		}
	}
}
