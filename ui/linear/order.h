/* order.h - one typed line: which recital, question or command it is.
 *
 *	hold 2		a command of the table	(command.h)
 *	history 10	what one shows on the screen, as lines	(recital.h)
 *	call bob	a command about somebody: whom?	(question.h)
 *	call 2		that call is selected
 *	2001  bob	a number is dialled; a name too, after asking
 *	# words		nothing, in a file of commands
 */
#ifndef UI_LINEAR_ORDER_H
#define UI_LINEAR_ORDER_H

#include "linear/question.h"
#include "linear/teller.h"
#include "ui.h"

struct orders {
	struct ui *ui;
	struct teller *teller;
	struct question *question;
};

enum order_result {
	ORDER_DONE,		/* or begun: its outcome is an event */
	ORDER_REFUSED,		/* it cannot be done now; said */
	ORDER_UNKNOWN		/* it means nothing; said */
};

enum order_result order_run(struct orders *, const char *line);

#endif
