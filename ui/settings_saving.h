/* settings_saving.h - what the person set, into offhook-ui.conf: by a process
 * beside the screen, one after the other.
 */
#ifndef UI_SETTINGS_SAVING_H
#define UI_SETTINGS_SAVING_H

#include "settings_file.h"
#include "ui.h"

/* As they are in ui->settings now.  Quietly: only a failure is said. */
void settings_saving_start(struct ui *, setting_set, bool quietly);

/* For poll(): -1, or readable when settings_saving_end() has something to
 * say. */
int settings_saving_fd(const struct ui *);
void settings_saving_end(struct ui *);

#endif
