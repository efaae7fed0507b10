/* rote_engine.h - the engine's end of a socket, answered by rote: enough for a
 * front end to connect, and to be told anything afterwards.
 *
 *	way --> socketpair --> requests are answered with the same words
 */
#ifndef ROTE_ENGINE_H
#define ROTE_ENGINE_H

#include <stddef.h>

#include "way.h"

struct rote_engine;

/* status: of "engine.status", as JSON. */
struct rote_engine *rote_engine_new(const char *status);
void rote_engine_free(struct rote_engine *);

struct way rote_engine_way(struct rote_engine *);

/* Answers what was asked; the front end reads it when it is ready. */
void rote_engine_turn(struct rote_engine *);
void rote_engine_say(struct rote_engine *, const char *bytes, size_t n);
void rote_engine_hang_up(struct rote_engine *);

#endif
