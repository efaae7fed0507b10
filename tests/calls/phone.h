/* phone.h - an engine in the test's own process, for stories in which time
 * jumps.  Several phones share one loop.
 *
 * Nothing sleeps: phone_until() steps the loop until something is so.  cmocka
 * asserts in the test only, never inside a handler.
 */
#ifndef CALLS_PHONE_H
#define CALLS_PHONE_H

#include <stdbool.h>

#include "engine/engine.h"
#include "loop/loop.h"

struct phone;

/* config: the text of an offhook.conf; "%s" in it is the phone's own folder. */
struct phone *phone_new(struct loop *, const char *config);
void phone_free(struct phone *);	/* engine_stop and until it has stopped */
struct engine *phone_engine(struct phone *);
const char *phone_folder(const struct phone *);

/* Steps the loop until true, at most 10 s of real time. */
typedef bool phone_test(void *arg);
bool phone_until(struct loop *, phone_test *, void *arg);

/* The phone's newest session; NULL none. */
struct session *phone_session(struct phone *);
/* The newest session is in this state, by its word ("established", "ringing",
 * "ended"): waits for it. */
bool phone_reaches(struct phone *, const char *word);
int phone_events(const struct phone *, enum engine_topic);	/* so far */
/* session.changed that tell something else than why there is no sound: when the
 * clock jumps there is none, now and then. */
int phone_changes(const struct phone *);

/* Everybody's clock jumps, and the loop notices. */
void phone_jump(struct loop *, int ms);

#endif
