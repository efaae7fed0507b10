/* keyring.h - what offhook-keyring ends with. */
#ifndef PROTOCOL_KEYRING_H
#define PROTOCOL_KEYRING_H

#define KEYRING_PROGRAM "offhook-keyring"

enum {
	KEYRING_USAGE = 2,
	KEYRING_NOTHING = 3,		/* the keyring has none of that URI */
	KEYRING_LOCKED = 4,		/* and nobody has unlocked it */
	KEYRING_UNREACHABLE = 5,	/* no D-Bus, no keyring there */
	KEYRING_MISSING = 127,		/* by the shell: no such program */
};

#endif
