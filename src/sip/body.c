#include "sip/body.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/text.h"

bool body_is_empty(const sip_t *sip)
{
	return !sip || !sip->sip_payload || !sip->sip_payload->pl_len;
}

static bool is_type(const sip_t *sip, const char *type)
{
	const sip_content_type_t *c = sip->sip_content_type;

	return c && c->c_type && !strcasecmp(c->c_type, type);
}

int body_judge(const sip_t *sip)
{
	if (body_is_empty(sip))
		return 200;
	if (sip->sip_content_encoding || !is_type(sip, BODY_ACCEPTED))
		return 415;
	return sip->sip_payload->pl_len > BODY_MAX ? 413 : 200;
}

char *body_type(const sip_t *sip)
{
	const sip_content_type_t *c = sip->sip_content_type;

	return text_clean(c && c->c_type ? c->c_type : "", TEXT_CHARACTERS);
}

char *body_text(const sip_t *sip)
{
	size_t n = body_is_empty(sip) ? 0 : sip->sip_payload->pl_len;
	char *copy = mem_text_n(n ? sip->sip_payload->pl_data : "",
		n < BODY_MAX ? n : BODY_MAX);
	char *rest = copy, *to = copy, *line;

	while ((line = strsep(&rest, "\n"))) {
		line[strcspn(line, "\r")] = '\0';
		text_clean_line(line);
		n = strlen(line);
		memmove(to, line, n);
		to += n;
		if (rest)
			*to++ = '\n';
	}
	*to = '\0';
	return copy;
}
