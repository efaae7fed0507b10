/* topic.h - names of events, and sets of them.  Pure. */
#ifndef CONTROL_TOPIC_H
#define CONTROL_TOPIC_H

#include <stdbool.h>
#include <stdint.h>

/* In the order of offhook-control(7); those of features to come may be asked
 * for already, so that a front end need not know the engine's age. */
enum topic {
	EVENT_ACCOUNT_CHANGED, EVENT_ACCOUNT_REMOVED, EVENT_ACCOUNT_TRANSPORT,
	EVENT_SESSION_CREATED, EVENT_SESSION_CHANGED, EVENT_SESSION_ENDED,
	EVENT_SESSION_DTMF, EVENT_SESSION_INFO, EVENT_SESSION_MESSAGE,
	EVENT_SESSION_REFERRED, EVENT_SESSION_REDIRECTED,
	EVENT_SESSION_PLAYED, EVENT_SESSION_STATISTICS, EVENT_SESSION_LEVELS,
	EVENT_MESSAGE_RECEIVED, EVENT_SUBSCRIPTION_NOTIFIED,
	EVENT_HISTORY_ADDED, EVENT_CONTACT_CHANGED, EVENT_CONTACT_REMOVED,
	EVENT_AUDIO_CHANGED, EVENT_AUDIO_TEST,
	EVENT_AGENT_CHANGED,
	EVENT_ENGINE_CHANGED, EVENT_ENGINE_WARNING,
	EVENT_TOPICS
};

typedef uint32_t topic_set;		/* bit TOPIC */

#define TOPIC_BIT(topic) ((topic_set)1 << (topic))
#define TOPICS_ALL (TOPIC_BIT(EVENT_TOPICS) - 1)

const char *topic_name(enum topic);

/* "session.changed", "session" or "session.*" for all of them, "*" for
 * everything; 0: no such topic. */
topic_set topic_match(const char *pattern);

#endif
