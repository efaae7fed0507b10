/* value.h - what stands in the engine's views, as JSON values.  Engine thread.
 *
 * What a view does not know is null.  The caller owns what it gets.
 */
#ifndef CONTROL_VALUE_H
#define CONTROL_VALUE_H

#include <jansson.h>

#include "engine/engine.h"

/* Clean, and cut to what a person reads; NULL gives null. */
json_t *value_words(const char *text);

/* RFC 3339; 0 gives null. */
json_t *value_time(int64_t wall_ms);

/* Negative gives null, as what is no number does: JSON has no word for it. */
json_t *value_known(int n);
json_t *value_real(double x);

json_t *value_status(int n);		/* SIP; 0 gives null */
json_t *value_party(const struct party_view *);
/* by NULL gives null. */
json_t *value_end(const char *by, int status, const char *reason);

#endif
