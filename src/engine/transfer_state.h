/* transfer_state.h - a transfer that we asked for, as one table.  Pure.
 *
 *	NONE --> HOLDING --> ASKED --> TRYING --> RINGING --> DONE
 *	            |          |         |           |
 *	            `----------+---------+-----------'--> FAILED --> HOLDING
 */
#ifndef ENGINE_TRANSFER_STATE_H
#define ENGINE_TRANSFER_STATE_H

#include <stdbool.h>

enum transfer_state {
	TRANSFER_NONE,
	TRANSFER_HOLDING,	/* the call is being held first */
	TRANSFER_ASKED,		/* REFER is out */
	TRANSFER_TRYING,	/* the peer goes to call */
	TRANSFER_RINGING,	/* it rings at the target */
	TRANSFER_DONE,
	TRANSFER_FAILED,
	TRANSFER_STATES
};

enum transfer_event {
	TRANSFER_WISHED, TRANSFER_HELD, TRANSFER_TOLD_TRYING,
	TRANSFER_TOLD_RINGING, TRANSFER_TOLD_ANSWERED, TRANSFER_BROKE,
	TRANSFER_PEER_LEFT,	/* the session ended */
	TRANSFER_EVENTS
};

/* false: the event does not fit, *state stays. */
bool transfer_move(enum transfer_state *state, enum transfer_event);
bool transfer_goes_on(enum transfer_state);

/* control.md's words: "none", "asked" ... */
const char *transfer_state_word(enum transfer_state);

#endif
