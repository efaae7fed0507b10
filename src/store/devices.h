/* devices.h - devices that a front end chose to stay: FOLDER/devices, a line
 * each,
 *
 *	capture tab alsa:hw:CARD=Headset
 *
 * Engine thread; writing is left to the store thread.
 */
#ifndef STORE_DEVICES_H
#define STORE_DEVICES_H

#include "store/history.h"

/* At the start: fn for each line; what is wrong with one is logged. */
void devices_read(const char *folder,
	void (*fn)(void *arg, const char *end, const char *name), void *arg);

/* lines: all of them; "" erases the file. */
void devices_write(struct history *, const char *folder, const char *lines);

#endif
