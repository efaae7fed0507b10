/* null: a microphone that hears nothing, a loudspeaker that says nothing. */
#include "audio/driver.h"

const struct driver null_driver = {
	.scheme = "null",
	.capture = true,
	.playback = true,
};
