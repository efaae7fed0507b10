/* calling.h - a call that a key of this screen starts. */
#ifndef UI_CALLING_H
#define UI_CALLING_H

struct ui;

/* account NULL: the engine chooses; shown: in the notice. */
void calling_start(struct ui *, const char *to, const char *account,
	const char *shown);

#endif
