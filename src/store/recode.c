#include "store/recode.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/text.h"

static char *recode(char *text, const char *charset)
{
	iconv_t cd = iconv_open("UTF-8", charset);
	size_t n = strlen(text), room = 4 * n;
	char *out, *from = text, *to;

	if (cd == (iconv_t)-1)
		return text;
	out = to = mem_new(room + 1);
	while (n && iconv(cd, &from, &n, &to, &room) == (size_t)-1 &&
			(errno == EILSEQ || errno == EINVAL) && n) {
		from++;
		n--;
		*to++ = '?';
		room--;
	}
	iconv_close(cd);
	free(text);
	return out;
}

char *recode_to_utf8(char *text, const char *charset)
{
	if (charset && *charset && strcasecmp(charset, "UTF-8"))
		return recode(text, charset);
	return text_is_utf8(text, strlen(text)) ? text :
		recode(text, "CP1252");
}
