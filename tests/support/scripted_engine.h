/* scripted_engine.h - engine/engine.h without telephony, for tests of control/.
 *
 * Calls do what is told by whom they are made to, at once or when the loop
 * runs next:
 *
 *	sip:answer@...	rings, then is established
 *	sip:ring@...	rings until hung up
 *	sip:busy@...	ends with 486
 *	anything else is refused: ERROR_PARAMS, field "to"
 */
#ifndef SCRIPTED_ENGINE_H
#define SCRIPTED_ENGINE_H

#include "engine/engine.h"

/* A call comes in. */
struct session *scripted_incoming(struct engine *, const char *from);
/* n times session.changed of a session, with nothing changed. */
void scripted_events(struct engine *, struct session *, int n);
/* Answers what history.list and audio.devices asked for; else they wait. */
void scripted_pages(struct engine *);
int scripted_asked(const struct engine *);
/* The body of the last account section that was given. */
const char *scripted_account_text(const struct engine *);

#endif
