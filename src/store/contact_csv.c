#include "store/contact_csv.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/text.h"
#include "store/recode.h"

#define COLUMNS 200

enum column { COLUMN_OTHER, COLUMN_NAME, COLUMN_FIRST, COLUMN_LAST,
	COLUMN_ORGANIZATION, COLUMN_NOTE, COLUMN_NUMBER };

struct reading {
	void (*fn)(void *arg, const struct contact *);
	void (*on_problem)(void *arg, const char *text);
	void *arg;
	enum column columns[COLUMNS];
	char *labels[COLUMNS];		/* owned; of numbers */
	int n_columns, column, row;
	bool useful;			/* a name and a number at least */
	/* of the row */
	struct contact contact;
	char *first, *last;		/* owned */
};

/* --- columns --------------------------------------------------------------*/

static const struct {
	const char *word;		/* of the title, in small letters */
	enum column column;
} titles[] = {
	{ "first name", COLUMN_FIRST }, { "given name", COLUMN_FIRST },
	{ "firstname", COLUMN_FIRST }, { "vorname", COLUMN_FIRST },
	{ "last name", COLUMN_LAST }, { "family name", COLUMN_LAST },
	{ "lastname", COLUMN_LAST }, { "surname", COLUMN_LAST },
	{ "nachname", COLUMN_LAST },
	{ "organization", COLUMN_ORGANIZATION },
	{ "organisation", COLUMN_ORGANIZATION },
	{ "company", COLUMN_ORGANIZATION }, { "firma", COLUMN_ORGANIZATION },
	{ "note", COLUMN_NOTE }, { "notes", COLUMN_NOTE },
	{ "comment", COLUMN_NOTE }, { "notizen", COLUMN_NOTE },
	{ "name", COLUMN_NAME }, { "full name", COLUMN_NAME },
	{ "display name", COLUMN_NAME }, { "contact", COLUMN_NAME },
};

static const char *const number_words[] = { "phone", "tel", "mobile", "cell",
	"fax", "number", "extension", "sip", "handy", "mobil" };

static const struct {
	const char *word, *label;
} labels[] = {
	{ "mobil", "mobile" }, { "cell", "mobile" }, { "handy", "mobile" },
	{ "fax", "fax" }, { "home", "home" }, { "privat", "home" },
	{ "work", "work" }, { "business", "work" }, { "office", "work" },
	{ "geschäft", "work" }, { "sip", "sip" },
};

static const char *label_of(const char *title)
{
	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
		if (strcasestr(title, labels[i].word))
			return labels[i].label;
	return "";
}

/* "Phone 1 - Type" is no number. */
static bool is_number_column(const char *title)
{
	if (strcasestr(title, "type") || strcasestr(title, "label"))
		return false;
	for (size_t i = 0; i < sizeof number_words / sizeof *number_words; i++)
		if (strcasestr(title, number_words[i]))
			return true;
	return false;
}

static enum column column_of(const char *title)
{
	for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
		if (!strcasecmp(title, titles[i].word))
			return titles[i].column;
	return is_number_column(title) ? COLUMN_NUMBER : COLUMN_OTHER;
}

static bool has(const struct reading *r, enum column column)
{
	for (int i = 0; i < r->n_columns; i++)
		if (r->columns[i] == column)
			return true;
	return false;
}

static void complain(struct reading *r, const char *why)
{
	char *text = mem_format("row %d: %s", r->row, why);

	r->on_problem(r->arg, text);
	free(text);
}

static void take_title(struct reading *r, const char *title)
{
	r->columns[r->column] = column_of(title);
	r->labels[r->column] = mem_text(label_of(title));
	r->n_columns = r->column + 1;
}

static void end_titles(struct reading *r)
{
	r->useful = (has(r, COLUMN_NAME) || has(r, COLUMN_FIRST) ||
		has(r, COLUMN_LAST) || has(r, COLUMN_ORGANIZATION)) &&
		has(r, COLUMN_NUMBER);
	if (!r->useful)
		complain(r, "expected the names of columns, with a name and a "
			"phone or number among them");
}

/* --- rows -----------------------------------------------------------------*/

static void take_value(struct reading *r, char *value)
{
	switch (r->columns[r->column]) {
	case COLUMN_NAME:
		mem_set(&r->contact.name, value);
		break;
	case COLUMN_FIRST:
		mem_set(&r->first, value);
		break;
	case COLUMN_LAST:
		mem_set(&r->last, value);
		break;
	case COLUMN_ORGANIZATION:
		mem_set(&r->contact.organization, value);
		break;
	case COLUMN_NOTE:
		mem_set(&r->contact.note, value);
		break;
	case COLUMN_NUMBER:
		contact_add_number(&r->contact, r->labels[r->column], value);
		break;
	case COLUMN_OTHER:
		break;
	}
}

static void on_field(void *field, size_t n, void *arg)
{
	struct reading *r = arg;
	char *text = mem_text_n(field, n), *clean;

	clean = text_clean(text, CONTACT_TEXT);
	free(text);
	if (r->column < COLUMNS && r->row == 1)
		take_title(r, clean);
	else if (r->column < r->n_columns && *clean)
		take_value(r, clean);
	r->column++;
	free(clean);
}

static void begin_row(struct reading *r)
{
	contact_clear(&r->contact);
	r->contact = (struct contact){ .organization = mem_text(""),
		.note = mem_text("") };
	free(r->first);
	free(r->last);
	r->first = r->last = NULL;
	r->column = 0;
}

static char *name_of(const struct reading *r)
{
	if (r->first && r->last)
		return mem_format("%s %s", r->first, r->last);
	if (r->first || r->last)
		return mem_text(r->first ? r->first : r->last);
	return *r->contact.organization ?
		mem_text(r->contact.organization) : NULL;
}

static void end_contact(struct reading *r)
{
	if (!r->contact.name)
		r->contact.name = name_of(r);
	if (r->contact.name)
		r->fn(r->arg, &r->contact);
	else if (r->contact.n)
		complain(r, "a number without a name; it was left out");
}

static void on_row(int c, void *arg)
{
	struct reading *r = arg;

	(void)c;
	if (r->row == 1)
		end_titles(r);
	else if (r->useful)
		end_contact(r);
	begin_row(r);
	r->row++;
}

/* --- the whole ------------------------------------------------------------*/

static unsigned char delimiter_of(const char *text)
{
	static const char candidates[] = ",;\t";
	size_t line = strcspn(text, "\n"), most = 0;
	unsigned char best = ',';

	for (int i = 0; candidates[i]; i++) {
		size_t n = 0;

		for (size_t k = 0; k < line; k++)
			n += text[k] == candidates[i];
		if (n > most) {
			most = n;
			best = candidates[i];
		}
	}
	return best;
}

static void parse(struct reading *r, const char *text)
{
	struct csv_parser p;

	if (csv_init(&p, CSV_APPEND_NULL))
		abort();
	csv_set_delim(&p, delimiter_of(text));
	begin_row(r);
	csv_parse(&p, text, strlen(text), on_field, on_row, r);
	csv_fini(&p, on_field, on_row, r);
	csv_free(&p);
}

static void clear(struct reading *r)
{
	for (int i = 0; i < COLUMNS; i++)
		free(r->labels[i]);
	contact_clear(&r->contact);
	free(r->first);
	free(r->last);
	free(r);
}

void contact_csv_read(const char *text, size_t n,
	void (*fn)(void *arg, const struct contact *),
	void (*on_problem)(void *arg, const char *text), void *arg)
{
	struct reading *r = mem_new_of(struct reading);
	char *copy = recode_to_utf8(mem_text_n(text, n), NULL);

	*r = (struct reading){ .fn = fn, .on_problem = on_problem, .arg = arg,
		.row = 1 };
	parse(r, !strncmp(copy, "\xef\xbb\xbf", 3) ? copy + 3 : copy);
	clear(r);
	free(copy);
}
