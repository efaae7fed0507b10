/* attribute.h - the a= lines that a phone understands.  Pure. */
#ifndef SDP_ATTRIBUTE_H
#define SDP_ATTRIBUTE_H

#include "sdp/description.h"
#include "sdp/span.h"

/* Takes "rtpmap:0 PCMU/8000" into the media that it stands under.  What is not
 * known, or not as it should be, changes nothing. */
void attribute_read(struct description_media *, struct span attribute);

#endif
