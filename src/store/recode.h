/* recode.h - text of another program as UTF-8.  Pure. */
#ifndef STORE_RECODE_H
#define STORE_RECODE_H

/* Takes text and gives it back, or another in its place: to be freed.  charset:
 * as the file names it; NULL: none, and then what is no UTF-8 is taken for what
 * Windows wrote.  What has no meaning becomes '?'. */
char *recode_to_utf8(char *text, const char *charset);

#endif
