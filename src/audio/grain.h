/* grain.h - how finely a card tells its position.  Device thread, pure.
 *
 *	frames |      ,-'            frames |   .--'
 *	       |   ,-'   fine: it may       |   |     coarse: it leaps when a
 *	       |,-'      be asked at        |.--'     period is over, and is best
 *	       +------   any time           +------   asked then
 *
 * For the first looks the thread has to come at odd times, so that leaps show:
 * every GRAIN_LOOK_MS until it is known.  A card that stands still and goes on
 * from there has not leapt.
 */
#ifndef AUDIO_GRAIN_H
#define AUDIO_GRAIN_H

#include <stdbool.h>
#include <stdint.h>

#define GRAIN_LOOK_MS 3

struct grain {
	double hz;
	int64_t ns;			/* of the last look; 0: none */
	uint64_t frames;
	int looks;
	bool coarse;			/* for good */
};

void grain_init(struct grain *, double hz);
void grain_restart(struct grain *);	/* counts of frames begin anew */
void grain_put(struct grain *, int64_t ns, uint64_t frames);

bool grain_is_known(const struct grain *);
bool grain_is_fine(const struct grain *);	/* known, and so far always */

#endif
