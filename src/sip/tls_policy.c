#include "sip/tls_policy.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/text.h"
#include "sip/certificate.h"

void tls_policy_copy(struct tls_policy *to, const struct tls_policy *from)
{
	*to = *from;
	to->ca = mem_text(from->ca);
	to->cert = mem_text(from->cert);
	to->key = mem_text(from->key);
	to->name = mem_text(from->name);
}

void tls_policy_clear(struct tls_policy *p)
{
	free(p->ca);
	free(p->cert);
	free(p->key);
	free(p->name);
	*p = (struct tls_policy){ 0 };
}

bool tls_policy_same(const struct tls_policy *a, const struct tls_policy *b)
{
	return a->verify == b->verify && text_same(a->ca, b->ca) &&
		text_same(a->cert, b->cert) && text_same(a->key, b->key) &&
		text_same(a->name, b->name) && a->wildcards == b->wildcards &&
		a->pinned == b->pinned && !memcmp(a->pin, b->pin, PIN_BYTES);
}

static struct certificate_wish wish_of(const struct tls_policy *p,
	const char *name)
{
	return (struct certificate_wish){ .verify = p->verify,
		.pin = p->pinned ? p->pin : NULL, .name = name,
		.other = p->name, .wildcards = p->wildcards,
		.now_s = clock_wall_ms() / 1000 };
}

bool tls_policy_believes(const struct tls_policy *p, X509_STORE_CTX *ctx,
	const char *name, char why[TLS_WHY])
{
	struct certificate_wish w = wish_of(p, name);
	char words[CERTIFICATE_WHY];

	if (certificate_judge(ctx, &w, words))
		return true;
	text_format(why, TLS_WHY, "%s", words);
	return false;
}

bool tls_policy_lets(const struct tls_policy *p, const X509 *x,
	const char *host)
{
	struct certificate_wish w = wish_of(p, host);

	return certificate_serves(x, &w);
}

const char *tls_policy_verified(const struct tls_policy *p, const X509 *x,
	const char *name)
{
	struct certificate_wish w = wish_of(p, name);

	w.other = NULL;
	if (p->verify != TLS_FULL || !x)
		return NULL;
	return certificate_serves(x, &w) || !p->name ? name : p->name;
}

const char *tls_verify_word(enum tls_verify verify)
{
	static const char *const words[] = { [TLS_FULL] = "full",
		[TLS_CA] = "ca", [TLS_PIN] = "pin", [TLS_OFF] = "off" };

	return words[verify];
}
