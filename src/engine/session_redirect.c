/* session_redirect.c - a caller who rings is sent to somebody else.  Engine
 * thread. */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "engine/private.h"

void session_send_on(struct session *s, const char *uri, const char *reason,
	const char *words)
{
	struct diversion to = { .contact = uri, .reason = reason,
		.from = s->account ? s->account->config->uri : s->local_uri };

	mem_set(&s->sent_on, words);
	s->asked_end = s->sent_on;
	log_info("session", "%d %s", s->id, words);
	session_move(s, EVENT_REDIRECT);
	dialog_divert(s->dialog, &to);
	session_apply(s);
	session_changed(s);
}

bool session_redirect(struct session *s, const char *to, struct fault *fault)
{
	char uri[URI_TEXT], *words;

	if (!session_may(s, EVENT_REDIRECT, fault) ||
	    !target_of_session(s, "redirect", to, uri, fault))
		return false;
	words = mem_format("redirected to %s", uri);
	session_send_on(s, uri, "deflection", words);
	free(words);
	return true;
}
