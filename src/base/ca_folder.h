/* ca_folder.h - a folder of certificates that are trusted: as c_rehash makes
 * it, where OpenSSL finds each by its name's hash, or just with files in it.
 * Any thread.
 */
#ifndef BASE_CA_FOLDER_H
#define BASE_CA_FOLDER_H

#include <stdbool.h>

/* fn of each file (*.pem, *.crt, *.cer; a thousand at most).  *hashed: there are
 * hashes, and fn was not called.  0 or -errno. */
int ca_folder_read(const char *path, bool *hashed,
	void (*fn)(void *arg, const char *file), void *arg);

#endif
