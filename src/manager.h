/* manager.h - a word to the service manager that started us (sd_notify(3)).
 *
 * With Type=notify of a unit, systemctl start waits for it, and tells of a start
 * that failed.
 */
#ifndef MANAGER_H
#define MANAGER_H

#include <stdbool.h>

/* Takes its address out of the environment, which our commands inherit.
 * foreground: it is us whom it waits for. */
void manager_find(bool foreground);
void manager_ready(void);		/* front ends can connect */

#endif
