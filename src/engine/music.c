/* music.c - what a held caller hears: the file of hold_music, read once by the
 * store thread and shared by all.  Engine thread.
 *
 * While it is read, and where it cannot be, they hear silence.
 */
#include "base/log.h"
#include "base/mem.h"
#include "engine/private.h"
#include "store/clip_file.h"
#include "store/store_thread.h"

#define ADVICE "callers on hold hear silence; name another sound file with " \
	"hold_music in offhook.conf, then: offhook reload"

/* Those that are held hear the new one, or silence; and who called it. */
static void take(struct engine *e, struct clip *clip)
{
	clip_release(e->music);
	e->music = clip;
	list_each(struct session, s, &e->sessions, link)
		if (s->held_by_us || s->join == STREAM_MUSIC)
			session_apply(s);
	services_music(e);
}

static void on_loaded(void *arg, const struct clip_loaded *loaded)
{
	struct engine *e = arg;
	const char *file = e->config->hold_music;

	e->music_load = NULL;
	if (!loaded->clip)
		engine_warn(e, "hold_music", ADVICE, "hold_music %s cannot be "
			"used: %s", file, loaded->why);
	else if (loaded->cut)
		engine_warn(e, "hold_music", "they hear what comes before, "
			"again and again; a shorter file begins anew where it "
			"should", "hold_music %s is longer than %d minutes",
			file, CLIP_FILE_SECONDS / 60);
	take(e, loaded->clip);
}

void music_configure(struct engine *e)
{
	music_end(e);
	if (e->config->hold_music)
		e->music_load = clip_file_load(history_worker(e->history),
			e->config->hold_music, on_loaded, e);
	else
		take(e, NULL);
}

/* Both hold: nobody would hear it. */
enum stream_join music_join(const struct session *s)
{
	return s->engine->music && s->held_by_us && !s->held_by_them ?
		STREAM_MUSIC : STREAM_NOTHING;
}

void music_end(struct engine *e)
{
	clip_load_forget(e->music_load);
	e->music_load = NULL;
}
