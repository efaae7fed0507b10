#include "control/method.h"

#include <string.h>

static const struct method *const tables[] = {
	engine_methods, events_methods, account_methods, session_methods,
	history_methods, audio_methods, session_request_methods,
	session_sound_methods, conference_methods, contact_methods,
};

const struct method *method_find(const char *name)
{
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
		for (const struct method *m = tables[i]; m->name; m++)
			if (!strcmp(m->name, name))
				return m;
	return NULL;
}
