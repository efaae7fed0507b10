#include "engine_facts.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"

static void set_clean(char **slot, const json_t *o, const char *name)
{
	free(*slot);
	*slot = text_clean(json_text(o, name), TEXT_CHARACTERS);
}

void engine_facts_read(struct engine_facts *f, const json_t *o)
{
	set_clean(&f->version, o, "version");
	set_clean(&f->instance, o, "instance");
	set_clean(&f->config_file, o, "config_file");
	set_clean(&f->latency, o, "latency");
	set_clean(&f->started, o, "started");
	f->no_config = json_is_null(json_object_get(o, "config_file"));
	f->pid = json_number(o, "pid", 0);
	f->protocol = json_number(o, "protocol", 0);
}

void engine_facts_clear(struct engine_facts *f)
{
	free(f->version);
	free(f->instance);
	free(f->config_file);
	free(f->latency);
	free(f->started);
	memset(f, 0, sizeof *f);
}
