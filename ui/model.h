/* model.h - the mirror of the engine.  Only model_load() and model_apply()
 * change what the engine owns; views read it.
 */
#ifndef UI_MODEL_H
#define UI_MODEL_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "account.h"
#include "engine_facts.h"
#include "record.h"
#include "session.h"
#include "sound.h"

#define MODEL_HISTORY 500	/* calls kept here; the engine has them all */
#define MODEL_ENDED_MS 5000	/* how long the row of an ended call stays */

struct model {
	bool loaded;			/* a snapshot was here once */
	bool dnd;
	struct engine_facts engine;
	int64_t started;		/* wall ms, the engine; 0 unknown */
	struct account **accounts;	/* owned, by id */
	int n_accounts;
	struct session **sessions;	/* owned, by number; ended rows too */
	int n_sessions;
	struct session *before;		/* owned; of the last change, or NULL */
	struct audio_end capture, playback, ring;
	struct processing processing;
	bool echo_off;			/* the echo is not cancelled */
	struct sound_test sound_test;
	struct record **history;	/* owned, newest first */
	int n_history, history_total;
};

enum change_kind {
	CHANGE_NOTHING, CHANGE_FIGURES, CHANGE_ACCOUNT, CHANGE_SESSION,
	CHANGE_AUDIO, CHANGE_ENGINE, CHANGE_HISTORY, CHANGE_WARNING,
	CHANGE_MESSAGE
};

/* What an event did; objects are the model's, texts the event's.  Good until the
 * next one. */
struct change {
	enum change_kind kind;
	const struct account *account;
	enum account_state account_was;
	const struct session *session;	/* as it is now */
	bool session_is_new;
	bool each_second;		/* CHANGE_FIGURES: statistics */
	enum session_state session_was;	/* unless new */
	const struct session *session_before;	/* the whole of it; NULL new */
	bool forward_changed;		/* where an account's calls go */
	bool is_info;			/* CHANGE_MESSAGE: not a MESSAGE */
	const char *text, *advice;	/* CHANGE_WARNING, CHANGE_MESSAGE */
};

struct model *model_new(void);
void model_free(struct model *);

void model_load(struct model *, const json_t *status);
struct change model_apply(struct model *, const char *topic,
	const json_t *params);
void model_load_history(struct model *, const json_t *page);

/* Ended rows go when their time is over, or now. */
void model_expire(struct model *);
void model_clear_session(struct model *, int id);
int64_t model_next_expiry(const struct model *);	/* clock_ms, -1 none */

struct session *model_session(const struct model *, int id);	/* or NULL */
struct session *model_session_numbered(const struct model *, int number);
struct session *model_focused(const struct model *);	/* has the microphone */
const struct account *model_account(const struct model *, const char *name);
const struct account *model_account_of(const struct model *, int id);
int model_live(const struct model *);			/* sessions not ended */
int model_count(const struct model *, enum session_state);

#endif
