/* engine_facts.h - what the engine says of itself. */
#ifndef UI_ENGINE_FACTS_H
#define UI_ENGINE_FACTS_H

#include <jansson.h>
#include <stdbool.h>

struct engine_facts {
	char *version, *instance;	/* owned, clean, may be NULL */
	char *config_file, *latency, *started;	/* the same */
	bool no_config;			/* it said that there is no file */
	int pid, protocol;		/* 0 not told */
};

void engine_facts_read(struct engine_facts *, const json_t *);
void engine_facts_clear(struct engine_facts *);

#endif
