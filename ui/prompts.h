/* prompts.h - what Enter does in the prompts of one noun each.  The choice is
 * that of the completion, which is never none. */
#ifndef UI_PROMPTS_H
#define UI_PROMPTS_H

struct session;
struct ui;

/* What Enter does in the line as it is now. */
void line_enter(struct ui *);

void transfer_enter(struct ui *);
void consult_enter(struct ui *);
void reject_enter(struct ui *);
void forward_enter(struct ui *);

/* As the setting says: busy, or declined. */
void reject_usually(struct ui *, int session);

/* Alt and the number of a call, in the prompt of a transfer; NULL: none has
 * it. */
void transfer_to_call(struct ui *, const struct session *);

#endif
