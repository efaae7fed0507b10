/* fuzz_stun.c - any bytes as the answer of a STUN server.
 *
 * The transaction is taken from the bytes, so that what comes behind it is
 * looked at.  0xfe stands for a zero, so that seeds can be C strings.
 */
#include "fuzz.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "media/stun.h"

#define Z "\xfe"
#define HEAD(type, length) type Z length "\x21\x12\xa4\x42" "transaction."
#define FOUR "\x01\xa1\x47\xe1\x12\xa6\x43"
#define SIX "\x02\xa1\x47\x01\x13\xa9\xfa\xa5\xd3\xf1\x79\xbc\x25\xf4\xb5" \
	"\xbe\xd2\xb9\xd9"

const char *const fuzz_seeds[] = {
	HEAD("\x01\x01", "\x0c") Z "\x20" Z "\x08" Z FOUR,
	HEAD("\x01\x01", "\x18") Z "\x20" Z "\x14" Z SIX,
	HEAD("\x01\x01", "\x0c") Z "\x01" Z "\x08" Z FOUR,
	HEAD("\x01\x01", "\x24") "\x80\x22" Z "\x05" "abcde" Z Z Z
		Z "\x20" Z "\x08" Z FOUR "\x80\x28" Z "\x04" "abcd",
	HEAD("\x01\x11", "\x10") Z "\x09" Z "\x09" Z Z "\x04\x01" "Stale"
		Z Z Z,
	NULL
};

const char *const fuzz_words[] = {
	HEAD("\x01\x01", "\x0c"), Z "\x20" Z "\x08", Z "\x20" Z "\x14",
	Z "\x01" Z "\x08", "\x80\x28" Z "\x04", Z "\x01", Z "\x02", Z Z Z Z,
	NULL
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *bytes = malloc(size + 1);	/* its end is where it ends */
	struct sockaddr_storage mapped;
	uint8_t transaction[STUN_TRANSACTION] = { 0 };

	for (size_t i = 0; i < size; i++)
		bytes[i] = data[i] == 0xfe ? 0 : data[i];
	if (size >= STUN_HEADER)
		memcpy(transaction, bytes + 8, sizeof transaction);
	if (stun_read(bytes, size, transaction, &mapped) == STUN_MAPPED)
		FUZZ_HOLDS(mapped.ss_family == AF_INET ||
			mapped.ss_family == AF_INET6);
	free(bytes);
	return 0;
}
