/* answer.h - what a request gets back, as a line.  Pure. */
#ifndef CONTROL_ANSWER_H
#define CONTROL_ANSWER_H

#include <jansson.h>

#include "control/line.h"
#include "engine/fault.h"

/* Takes the result's reference.  A result that no line can hold becomes an
 * error that says so. */
struct line *answer_result(json_t *id, json_t *result);

/* id NULL: null.  text NULL: the fault's own. */
struct line *answer_error(json_t *id, const struct fault *, const char *text);

#endif
