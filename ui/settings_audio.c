/* Devices, volumes, what is done to the microphone's sound. */
#include <string.h>

#include "settings_page.h"
#include "sound_fields.h"

static void add(struct ui *ui, struct form *form)
{
	sound_fields_add(ui, form, true);
}

static void changed(struct ui *ui, struct field *f)
{
	sound_fields_changed(ui, f);
}

static void press(struct ui *ui, const struct field *f)
{
	if (!strcmp(f->name, "test"))
		sound_fields_test(ui);
}

static int below(struct ui *ui, const struct area *a)
{
	return sound_fields_draw(ui, a);
}

const struct settings_tab_view audio_settings = { .name = "Audio",
	.add = add, .opened = sound_fields_fetch, .changed = changed,
	.press = press, .below = below };
