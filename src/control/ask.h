/* ask.h - a request whose answer comes later: from a disk, from devices.
 * Engine thread.
 *
 *	request --ask--> engine ... --page--> answer	client still there
 *	                            forgotten		client gone first
 */
#ifndef CONTROL_ASK_H
#define CONTROL_ASK_H

#include <jansson.h>

#include "base/list.h"
#include "engine/engine.h"

struct client;
struct ask;

typedef void ask_forget_fn(struct engine *, void *ask);

/* id NULL: nobody wants the answer, but the work is done. */
struct ask *ask_new(struct client *, json_t *id, ask_forget_fn *);

void ask_drop(struct ask *);		/* refused at once: no answer later */

/* Answers and frees.  Takes the result's reference. */
void ask_answer(struct ask *, json_t *result);
void ask_refuse(struct ask *, const struct fault *);

/* The client goes: tells the engine, and frees. */
void ask_forget_all(struct list *asks, struct engine *);

#endif
