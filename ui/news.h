/* news.h - what an event means to the person: a notice, a line of the log. */
#ifndef UI_NEWS_H
#define UI_NEWS_H

#include "model.h"
#include "notice.h"

/* true: a call began to ring. */
bool news_tell(struct notices *, const struct change *);

#endif
