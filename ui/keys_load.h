/* keys_load.h - the keys file into the keymap of the screen, and what is wrong in
 * it into notice line and log. */
#ifndef UI_KEYS_LOAD_H
#define UI_KEYS_LOAD_H

#include <stdbool.h>

struct ui;

/* Reads the disk: the file of the setting, else the usual one.  said: how it
 * went is told even where it went well.  ui->keymap may be NULL before. */
void keys_load(struct ui *, bool said);

#endif
