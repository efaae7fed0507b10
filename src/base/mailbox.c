#include "base/mailbox.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/mem.h"

struct mailbox {
	int fd;				/* owned */
	_Atomic(struct mail *) newest;	/* of those not taken in yet */
	struct mail *oldest;		/* taken in; the taker's thread */
};

struct mailbox *mailbox_new(void)
{
	int fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	struct mailbox *box;

	if (fd < 0)
		return NULL;
	box = mem_new_of(struct mailbox);
	box->fd = fd;
	return box;
}

void mailbox_free(struct mailbox *box)
{
	if (box)
		close(box->fd);
	free(box);
}

int mailbox_fd(const struct mailbox *box)
{
	return box->fd;
}

void mailbox_put(struct mailbox *box, struct mail *mail)
{
	uint64_t one = 1;

	mail->next = atomic_load(&box->newest);
	while (!atomic_compare_exchange_weak(&box->newest, &mail->next, mail))
		;
	/* Its counter cannot be full; and a signal does not stop a write that
	 * does not wait. */
	if (write(box->fd, &one, sizeof one) < 0)
		return;
}

/* All that was put, turned round. */
static void take_in(struct mailbox *box)
{
	struct mail *mail = atomic_exchange(&box->newest, NULL), *next;

	for (; mail; mail = next) {
		next = mail->next;
		mail->next = box->oldest;
		box->oldest = mail;
	}
}

struct mail *mailbox_take(struct mailbox *box)
{
	struct mail *mail;
	uint64_t counter;

	if (!box->oldest && read(box->fd, &counter, sizeof counter) > 0)
		take_in(box);
	mail = box->oldest;
	if (mail)
		box->oldest = mail->next;
	return mail;
}
