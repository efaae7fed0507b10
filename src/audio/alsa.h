/* alsa.h - libasound, made quiet before its first use.  Private to audio/. */
#ifndef AUDIO_ALSA_H
#define AUDIO_ALSA_H

void alsa_touch(void);		/* any thread, before any other call into it */

#endif
