/* gain.h - brings speech to a pleasant level, slowly.  Media thread.
 *
 *	quiet talker  ..:..   -->  .:|:.	+3 dB a second, at most +12
 *	loud talker   .:||:.  -->  .:|:.	quickly, at most -12
 *
 * Only speech counts, towards -26 dBov (as ITU-T P.56 measures it): silence is
 * not made loud.  Peaks that would not fit are turned down
 * within the block.
 */
#ifndef MEDIA_GAIN_H
#define MEDIA_GAIN_H

#include <stdbool.h>

#include "media/fourier.h"

struct gain {
	float db;			/* -12..12 */
	float applied;			/* factor at the end of the last block */
	float level;			/* mean power of speech; 0 none yet */
	float noise;			/* power of the quiet between */
};

void gain_init(struct gain *);
/* In place.  speech: somebody may be speaking here (it is judged further). */
void gain_run(struct gain *, float block[VOICE_BLOCK], bool speech);

#endif
