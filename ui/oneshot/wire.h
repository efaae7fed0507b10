/* wire.h - one blocking conversation with the engine. */
#ifndef ONESHOT_WIRE_H
#define ONESHOT_WIRE_H

#include <jansson.h>
#include <stdbool.h>

struct wire;

/* NULL: nobody listens there, or not to us; error: an errno for way_words(). */
struct wire *wire_open(const char *path, int *error);
struct wire *wire_new(int fd);		/* takes the connected socket */
int wire_fd(const struct wire *);
void wire_close(struct wire *);		/* NULL may be given */

/* Sends a request, whose params it takes (NULL: none), and waits.  The result
 * is the caller's; NULL: refused, or the engine has gone (wire_gone). */
json_t *wire_ask(struct wire *, const char *method, json_t *params);
/* For one that is answered when the other phone has answered. */
json_t *wire_ask_final(struct wire *, const char *method, json_t *params);
/* Of the last request that was refused: {code, message, data}. */
const json_t *wire_error(const struct wire *);

/* The params of the next event, the caller's to free.  NULL: none within ms
 * (-1: for ever), or the engine has gone. */
json_t *wire_event(struct wire *, int ms);

/* The connection has ended, or the engine does not answer. */
bool wire_gone(const struct wire *);

#endif
