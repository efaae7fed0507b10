#include "sound.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"

static void set_clean(char **slot, const json_t *o, const char *name)
{
	free(*slot);
	*slot = text_clean(json_text(o, name), TEXT_CHARACTERS);
}

void audio_end_read(struct audio_end *e, const json_t *o)
{
	set_clean(&e->name, o, "device");
	set_clean(&e->state, o, "state");
	set_clean(&e->reason, o, "reason");
	e->volume_percent = json_number(o, "volume_percent", -1);
}

void audio_end_clear(struct audio_end *e)
{
	free(e->name);
	free(e->state);
	free(e->reason);
	memset(e, 0, sizeof *e);
}

bool audio_end_works(const struct audio_end *e)
{
	return !e->state || strcmp(e->state, "failed");
}

void processing_read(struct processing *p, const json_t *o)
{
	set_clean(&p->echo_cancel, o, "echo_cancel");
	set_clean(&p->noise_suppression, o, "noise_suppression");
	set_clean(&p->gain_control, o, "gain_control");
}

void processing_clear(struct processing *p)
{
	free(p->echo_cancel);
	free(p->noise_suppression);
	free(p->gain_control);
	memset(p, 0, sizeof *p);
}

void sound_test_read(struct sound_test *t, const json_t *o)
{
	t->known = true;
	t->running = json_is_true(json_object_get(o, "running"));
	t->level_dbfs = json_number(o, "level_dbfs", -127);
	t->peak_dbfs = json_number(o, "peak_dbfs", -127);
	set_clean(&t->text, o, "text");
	set_clean(&t->advice, o, "advice");
}

void sound_test_clear(struct sound_test *t)
{
	free(t->text);
	free(t->advice);
	memset(t, 0, sizeof *t);
}
