#include "control/topic.h"

#include <string.h>

static const char *const names[EVENT_TOPICS] = {
	[EVENT_ACCOUNT_CHANGED] = "account.changed",
	[EVENT_ACCOUNT_REMOVED] = "account.removed",
	[EVENT_ACCOUNT_TRANSPORT] = "account.transport",
	[EVENT_SESSION_CREATED] = "session.created",
	[EVENT_SESSION_CHANGED] = "session.changed",
	[EVENT_SESSION_ENDED] = "session.ended",
	[EVENT_SESSION_DTMF] = "session.dtmf",
	[EVENT_SESSION_INFO] = "session.info",
	[EVENT_SESSION_MESSAGE] = "session.message",
	[EVENT_SESSION_REFERRED] = "session.referred",
	[EVENT_SESSION_REDIRECTED] = "session.redirected",
	[EVENT_SESSION_PLAYED] = "session.played",
	[EVENT_SESSION_STATISTICS] = "session.statistics",
	[EVENT_SESSION_LEVELS] = "session.levels",
	[EVENT_MESSAGE_RECEIVED] = "message.received",
	[EVENT_SUBSCRIPTION_NOTIFIED] = "subscription.notified",
	[EVENT_HISTORY_ADDED] = "history.added",
	[EVENT_CONTACT_CHANGED] = "contact.changed",
	[EVENT_CONTACT_REMOVED] = "contact.removed",
	[EVENT_AUDIO_CHANGED] = "audio.changed",
	[EVENT_AUDIO_TEST] = "audio.test",
	[EVENT_AGENT_CHANGED] = "agent.changed",
	[EVENT_ENGINE_CHANGED] = "engine.changed",
	[EVENT_ENGINE_WARNING] = "engine.warning",
};

const char *topic_name(enum topic topic)
{
	return names[topic];
}

/* Bytes of the pattern that a name must start with; *whole: and end there. */
static size_t stem(const char *pattern, bool *whole)
{
	size_t n = strlen(pattern);

	*whole = false;
	if (n && pattern[n - 1] == '*')
		return n - 1;
	*whole = strchr(pattern, '.') != NULL;
	return n;
}

static bool matches(const char *name, const char *pattern, size_t n, bool whole)
{
	if (strncmp(name, pattern, n))
		return false;
	return whole ? !name[n] : !n || name[n] == '.' || pattern[n - 1] == '.';
}

topic_set topic_match(const char *pattern)
{
	topic_set set = 0;
	bool whole;
	size_t n = stem(pattern, &whole);

	if (!*pattern)
		return 0;
	for (int i = 0; i < EVENT_TOPICS; i++)
		if (matches(names[i], pattern, n, whole))
			set |= TOPIC_BIT(i);
	return set;
}
