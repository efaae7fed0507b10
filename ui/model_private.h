/* model_private.h - what the files of the model share. */
#ifndef UI_MODEL_PRIVATE_H
#define UI_MODEL_PRIVATE_H

#include "model.h"

/* item at that place of n others; returns the array, which may move. */
void *model_insert(void *array, int n, int at, void *item);

void model_load_sessions(struct model *, const json_t *sessions);
void model_forget_sessions(struct model *);	/* frees them */
struct change model_apply_session(struct model *, const json_t *session);
struct change model_apply_figures(struct model *, const char *topic,
	const json_t *params);

#endif
