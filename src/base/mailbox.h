/* mailbox.h - things handed from threads to one other, any number; nobody
 * waits.
 *
 *	struct order { struct mail mail; ... };
 *	put(&o->mail) -->  [ o o o ]  --> take: the oldest first
 *
 * What is put is the taker's.  Neither side is the media thread, which has
 * base/ring.
 */
#ifndef BASE_MAILBOX_H
#define BASE_MAILBOX_H

struct mail {
	struct mail *next;		/* the box's */
};

struct mailbox;

struct mailbox *mailbox_new(void);	/* NULL: no descriptor is left; errno */
void mailbox_free(struct mailbox *);	/* empty; NULL may be given */
int mailbox_fd(const struct mailbox *);	/* readable when something is there */
void mailbox_put(struct mailbox *, struct mail *);
/* NULL: nothing is there, and until then fd is not readable. */
struct mail *mailbox_take(struct mailbox *);

#endif
