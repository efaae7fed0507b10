#include "engine/transfer_state.h"

/* A cell is 0: does not fit; else 1 + next state. */
#define TO(state) (1 + TRANSFER_##state)

static const unsigned char table[TRANSFER_STATES][TRANSFER_EVENTS] = {
	[TRANSFER_NONE] = {
		[TRANSFER_WISHED] = TO(HOLDING),
	},
	[TRANSFER_HOLDING] = {
		[TRANSFER_HELD] = TO(ASKED),
		[TRANSFER_BROKE] = TO(FAILED),
		[TRANSFER_PEER_LEFT] = TO(FAILED),
	},
	[TRANSFER_ASKED] = {
		[TRANSFER_TOLD_TRYING] = TO(TRYING),
		[TRANSFER_TOLD_RINGING] = TO(RINGING),
		[TRANSFER_TOLD_ANSWERED] = TO(DONE),
		[TRANSFER_BROKE] = TO(FAILED),
		[TRANSFER_PEER_LEFT] = TO(FAILED),
	},
	/* One that leaves after it said yes has gone where it was sent. */
	[TRANSFER_TRYING] = {
		[TRANSFER_TOLD_TRYING] = TO(TRYING),
		[TRANSFER_TOLD_RINGING] = TO(RINGING),
		[TRANSFER_TOLD_ANSWERED] = TO(DONE),
		[TRANSFER_BROKE] = TO(FAILED),
		[TRANSFER_PEER_LEFT] = TO(DONE),
	},
	[TRANSFER_RINGING] = {
		[TRANSFER_TOLD_TRYING] = TO(RINGING),
		[TRANSFER_TOLD_RINGING] = TO(RINGING),
		[TRANSFER_TOLD_ANSWERED] = TO(DONE),
		[TRANSFER_BROKE] = TO(FAILED),
		[TRANSFER_PEER_LEFT] = TO(DONE),
	},
	[TRANSFER_FAILED] = {
		[TRANSFER_WISHED] = TO(HOLDING),
	},
};

static const char *const words[TRANSFER_STATES] = {
	[TRANSFER_NONE] = "none", [TRANSFER_HOLDING] = "asked",
	[TRANSFER_ASKED] = "asked", [TRANSFER_TRYING] = "trying",
	[TRANSFER_RINGING] = "ringing", [TRANSFER_DONE] = "done",
	[TRANSFER_FAILED] = "failed",
};

bool transfer_move(enum transfer_state *state, enum transfer_event event)
{
	unsigned char cell = table[*state][event];

	if (!cell)
		return false;
	*state = (enum transfer_state)(cell - 1);
	return true;
}

bool transfer_goes_on(enum transfer_state state)
{
	return state >= TRANSFER_HOLDING && state <= TRANSFER_RINGING;
}

const char *transfer_state_word(enum transfer_state state)
{
	return words[state];
}
