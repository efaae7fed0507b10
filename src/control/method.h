/* method.h - every method of the protocol: its name, params and function. */
#ifndef CONTROL_METHOD_H
#define CONTROL_METHOD_H

#include <stdbool.h>

#include "control/param.h"
#include "control/request.h"

struct method {
	const char *name;
	/* Params are checked.  true: done (result), or done later; false:
	 * refused (fault), and nothing has changed. */
	bool (*run)(struct request *);
	const struct param *params;
	bool looks;		/* changes nothing: for read-only front ends */
	/* for those that are one request to one object of the engine */
	bool (*of_session)(struct session *, struct fault *);
	bool (*of_account)(struct account *, struct fault *);
};

#define PARAMS(...) (const struct param[]){ __VA_ARGS__ __VA_OPT__(,) { 0 } }

/* METHOD("session.get", get, MUST(SESSION, "session")) */
#define METHOD(called, function, ...) { .name = called, .run = function, \
	.params = PARAMS(__VA_ARGS__) }

/* One that a read-only front end may use. */
#define LOOK(called, function, ...) { .name = called, .run = function, \
	.params = PARAMS(__VA_ARGS__), .looks = true }

/* By noun, each ended by one without a name. */
extern const struct method engine_methods[], events_methods[],
	account_methods[], session_methods[], history_methods[],
	audio_methods[], session_request_methods[], session_sound_methods[],
	conference_methods[], contact_methods[];

const struct method *method_find(const char *name);	/* NULL: none */

#endif
