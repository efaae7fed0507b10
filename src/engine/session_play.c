/* session_play.c - a file is played into a call.  Engine thread.
 *
 *	session_play --> the store thread reads it --> the media thread plays it
 *	                 | it is no sound               | to its end
 *	                 v                              v
 *	                refused                       TOPIC_SESSION_PLAYED
 *
 * What is being played goes on until the next one has been read, which is not
 * sure to be sound.  A play outlives its session until the media thread has let
 * go of the player.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "engine/private.h"
#include "media/player.h"
#include "protocol/paths.h"
#include "store/clip_file.h"
#include "store/store_thread.h"

struct session_play {
	struct list link;		/* of the engine */
	struct engine *engine;
	struct session *session;	/* NULL: it is over */
	char *file;			/* owned */
	struct player_params params;	/* its clip is not kept */
	const char *to;			/* of sides */
	struct clip_load *load;		/* NULL: none under way */
	struct player *player;		/* the media thread's; NULL: not yet */
	session_done_fn *fn;		/* NULL: nobody waits */
	void *arg;
};

static void answer(struct session_play *p, const struct fault *fault)
{
	session_done_fn *fn = p->fn;

	p->fn = NULL;
	if (fn)
		fn(p->arg, p->session, fault);
}

static void play_free(struct session_play *p)
{
	list_remove(&p->link);
	clip_load_forget(p->load);
	free(p->file);
	free(p);
}

static void tell_end(struct session_play *p, bool complete)
{
	struct engine_event event = { .topic = TOPIC_SESSION_PLAYED,
		.session = p->session, .file = p->file, .complete = complete };

	engine_tell(p->engine, &event);
}

/* The session is without it from now on. */
static void leave(struct session_play *p, bool complete)
{
	struct session *s = p->session;

	if (p->player) {
		s->play = NULL;
		session_changed(s);
		tell_end(p, complete);
	} else {
		s->next_play = NULL;
	}
	p->session = NULL;
}

static void refuse(struct session_play *p, const char *why)
{
	struct fault fault = { 0 };

	fault_set(&fault, ERROR_DEVICE, "file", "%s cannot be played: %s",
		p->file, why);
	answer(p, &fault);
	leave(p, false);
	play_free(p);
}

static void begin(struct session_play *p, struct clip *clip)
{
	struct session *s = p->session;

	if (s->play)
		leave(s->play, false);	/* its player comes back for ours */
	s->next_play = NULL;
	s->play = p;
	p->params.clip = clip;
	p->params.arg = p;
	p->player = player_new(&p->params);
	media_extra(p->engine->media, call_media_stream(s->media),
		MEDIA_PLAYER, player_extra(p->player));
	session_changed(s);
	answer(p, NULL);
}

static void on_loaded(void *arg, const struct clip_loaded *loaded)
{
	struct session_play *p = arg;
	char why[CLIP_FILE_WHY];

	p->load = NULL;
	snprintf(why, sizeof why, "%s", loaded->why);
	if (loaded->cut)
		snprintf(why, sizeof why, "it is longer than %d minutes",
			CLIP_FILE_SECONDS / 60);
	if (loaded->clip && !loaded->cut)
		begin(p, loaded->clip);
	else
		refuse(p, why);
	clip_release(loaded->clip);
}

/* Its end came, or its stream's, or another took its place. */
void session_player_back(struct session_play *p)
{
	player_free(p->player);
	if (p->session)
		leave(p, true);
	play_free(p);
}

static void stop(struct session_play *p)
{
	struct fault fault = { 0 };

	fault_set(&fault, ERROR_STATE, "session", "it was stopped, or the call "
		"has ended");
	answer(p, &fault);
	if (p->player)
		media_extra(p->engine->media,
			call_media_stream(p->session->media), MEDIA_PLAYER,
			NULL);
	leave(p, false);
	if (!p->player)
		play_free(p);
}

/* --- what is asked ---------------------------------------------------------*/

static bool is_whole_path(const char *file, struct fault *fault)
{
	return *file == '/' || !strncmp(file, "~/", 2) || fault_set(fault,
		ERROR_PARAMS, "file", "a path begins with / or ~/, not as "
		"\"%.100s\"", file);
}

static const char *side(const char *word, struct fault *fault)
{
	static const char *const sides[] = { "them", "us", "both" };

	for (size_t i = 0; i < sizeof sides / sizeof *sides; i++)
		if (!strcmp(word, sides[i]))
			return sides[i];
	fault_set(fault, ERROR_PARAMS, "to", "a file is played to \"them\", "
		"to \"us\" or to \"both\", not to \"%.40s\"", word);
	return NULL;
}

bool session_play(struct session *s, const struct play_params *params,
	struct fault *fault)
{
	struct session_play *p;

	const char *to = side(params->to ? params->to : "them", fault);

	if (!to || !session_may(s, EVENT_PLAY, fault) ||
	    !is_whole_path(params->file, fault))
		return false;
	if (s->next_play)
		stop(s->next_play);
	p = mem_new_of(struct session_play);
	*p = (struct session_play){ .engine = s->engine, .session = s,
		.file = paths_expand(params->file), .to = to,
		.fn = params->fn, .arg = params->arg };
	p->params.loop = params->loop;
	p->params.alone = params->alone;
	p->params.to_them = strcmp(to, "us") != 0;
	p->params.to_us = strcmp(to, "them") != 0;
	list_append(&s->engine->plays, &p->link);
	s->next_play = p;
	p->load = clip_file_load(history_worker(s->engine->history), p->file,
		on_loaded, p);
	return true;
}

bool session_play_stop(struct session *s, struct fault *fault)
{
	(void)fault;
	session_play_left(s);
	return true;
}

void session_play_left(struct session *s)
{
	if (s->play)
		stop(s->play);
	if (s->next_play)
		stop(s->next_play);
}

void session_play_forget(struct engine *e, void *arg)
{
	list_each(struct session_play, p, &e->plays, link)
		if (p->arg == arg)
			p->fn = NULL;
}

void session_play_view(const struct session *s, struct session_view *v)
{
	if (!s->play)
		return;
	v->playing = s->play->file;
	v->playing_loops = s->play->params.loop;
	v->playing_to = s->play->to;
}
