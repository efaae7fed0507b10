/* unique_id.h - a name that nothing else has, RFC 9562 4. */
#ifndef STORE_UNIQUE_ID_H
#define STORE_UNIQUE_ID_H

char *unique_id(void);			/* the caller frees it */

#endif
