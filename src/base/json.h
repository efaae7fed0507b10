/* json.h - what both ends of the socket need of jansson.  Engine thread and
 * front end. */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <jansson.h>
#include <stddef.h>

/* At the start of a program, before any other: values are overwritten when they
 * are freed, since passwords come and go in them. */
void json_wipe_freed(void);

/* One object from one line; NULL with the cause in error (JSON_ERROR_TEXT_LENGTH).
 * A text may hold "\u0000": whoever takes it as '\0'-ended looks at its length. */
json_t *json_line_parse(const char *line, size_t n, char *error);

/* One line with its newline, UTF-8, compact, keys in the order they were set;
 * the caller frees it.  *n is its length. */
char *json_line_print(const json_t *, size_t *n);

/* A string of any bytes, cleaned; NULL gives JSON null. */
json_t *json_clean(const char *text);

/* A member's text, or NULL where it is absent or no string. */
const char *json_text(const json_t *object, const char *name);
long long json_number(const json_t *object, const char *name, long long otherwise);

#endif
