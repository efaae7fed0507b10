#include "sealed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void set_suite(const char *name, srtp_policy_t *p)
{
	if (!strncmp(name, "AEAD_AES_128_GCM:", 17)) {
		srtp_crypto_policy_set_aes_gcm_128_16_auth(&p->rtp);
		srtp_crypto_policy_set_aes_gcm_128_16_auth(&p->rtcp);
	} else {
		srtp_crypto_policy_set_rtp_default(&p->rtp);
		srtp_crypto_policy_set_rtcp_default(&p->rtcp);
	}
}

static void set_key(const char *digits, unsigned char key[SRTP_MAX_KEY_LEN])
{
	unsigned byte;

	for (int i = 0; i < SRTP_MAX_KEY_LEN &&
	     sscanf(digits + 2 * i, "%2x", &byte) == 1; i++)
		key[i] = (unsigned char)byte;
}

static srtp_t make(srtp_policy_t *p, srtp_ssrc_type_t whose)
{
	static int begun;
	srtp_t made;

	p->ssrc.type = whose;
	if ((!begun++ && srtp_init()) || srtp_create(&made, p)) {
		fprintf(stderr, "sealed: libsrtp2 does not want to\n");
		exit(1);
	}
	return made;
}

void sealed_open(const char *text, srtp_t *out, srtp_t *in)
{
	unsigned char key[SRTP_MAX_KEY_LEN] = { 0 };
	const char *digits = strchr(text, ':');
	srtp_policy_t p = { .key = key, .window_size = 128 };

	*out = *in = NULL;
	if (!digits)
		return;
	set_suite(text, &p);
	set_key(digits + 1, key);
	*out = make(&p, ssrc_any_outbound);
	*in = make(&p, ssrc_any_inbound);
}
