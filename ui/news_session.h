/* news_session.h - what happened to a call, in sentences that begin with its
 * number and party. */
#ifndef UI_NEWS_SESSION_H
#define UI_NEWS_SESSION_H

#include "model.h"
#include "notice.h"

/* change: of CHANGE_SESSION.  Whether it is a call to be heard ringing. */
bool news_session(struct notices *, const struct change *);

/* ", opus, encrypted (dtls)", ", pcma, NOT encrypted"; "" while nothing is
 * known. */
#define NEWS_SOUND 128
void news_sound_words(const struct session *, char text[NEWS_SOUND]);

#endif
