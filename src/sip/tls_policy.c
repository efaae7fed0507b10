#include "sip/tls_policy.h"

#include <stdlib.h>

#include "base/mem.h"

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

const char *tls_verify_word(enum tls_verify verify)
{
	static const char *const words[] = { [TLS_FULL] = "full",
		[TLS_CA] = "ca", [TLS_PIN] = "pin", [TLS_OFF] = "off" };

	return words[verify];
}
