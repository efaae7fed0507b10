#include "store/contact_files.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/mem.h"
#include "protocol/paths.h"
#include "store/unique_id.h"

#define FILES_MAX 20000		/* of a folder */
#define NAME_MAX_OURS 80	/* bytes of a name that we give */

struct contact_files {
	char *path;			/* owned */
	bool one;			/* it is a file */
	struct contact_file *files;	/* owned */
	int n;
};

bool contact_files_is_one(const char *path)
{
	size_t n = strlen(path);

	return n > 4 && !strcasecmp(path + n - 4, ".vcf");
}

static struct contact_file *add_file(struct contact_files *f, const char *path)
{
	f->files = mem_grow(f->files, (f->n + 1) * sizeof *f->files);
	contact_file_init(&f->files[f->n], path);
	return &f->files[f->n++];
}

struct contact_files *contact_files_new(const char *path)
{
	struct contact_files *f = mem_new_of(struct contact_files);

	f->path = mem_text(path);
	f->one = contact_files_is_one(path);
	if (f->one)
		add_file(f, path);
	return f;
}

void contact_files_free(struct contact_files *f)
{
	if (!f)
		return;
	for (int i = 0; i < f->n; i++)
		contact_file_clear(&f->files[i]);
	free(f->files);
	free(f->path);
	free(f);
}

/* --- which there are ------------------------------------------------------*/

static int is_vcf(const struct dirent *entry)
{
	return *entry->d_name != '.' && contact_files_is_one(entry->d_name);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Sorted, to look names up; the names stay the files'. */
static const char **known_names(const struct contact_files *f)
{
	const char **names = mem_new((f->n + 1) * sizeof *names);

	for (int i = 0; i < f->n; i++)
		names[i] = f->files[i].name;
	qsort(names, f->n, sizeof *names, by_text);
	return names;
}

static void add_new(struct contact_files *f, const char *name)
{
	char *path = mem_format("%s/%s", f->path, name);

	if (f->n < FILES_MAX)
		add_file(f, path);
	free(path);
}

static void find_files(struct contact_files *f)
{
	struct dirent **entries;
	int was = f->n, n = f->one ? 0 : scandir(f->path, &entries, is_vcf,
		NULL);
	const char **names = known_names(f);

	for (int i = 0; i < n; i++) {
		const char *name = entries[i]->d_name;

		if (!bsearch(&name, names, was, sizeof *names, by_text))
			add_new(f, name);
		free(entries[i]);
	}
	if (n >= 0 && !f->one)
		free(entries);
	free(names);
}

static bool read_file(struct contact_file *f, contact_problem_fn *on_problem,
	void *arg)
{
	int error;
	char *text;

	if (!contact_file_changed(f))
		return false;
	error = contact_file_read(f, on_problem, arg);
	if (!error)
		return true;
	text = mem_format("the contacts in %s cannot be read: %s", f->path,
		strerror(-error));
	on_problem(arg, text);
	free(text);
	return false;
}

bool contact_files_look(struct contact_files *f, contact_problem_fn *on_problem,
	void *arg)
{
	bool changed = false;

	find_files(f);
	for (int i = 0; i < f->n; i++)
		changed |= read_file(&f->files[i], on_problem, arg);
	return changed;
}

int contact_files_count(const struct contact_files *f)
{
	int n = 0;

	for (int i = 0; i < f->n; i++)
		for (int k = 0; k < f->files[i].n; k++)
			n += f->files[i].cards[k].vcard != NULL;
	return n;
}

void contact_files_each(const struct contact_files *f,
	void (*fn)(void *arg, const struct card *), void *arg)
{
	for (int i = 0; i < f->n; i++)
		for (int k = 0; k < f->files[i].n; k++)
			if (f->files[i].cards[k].vcard)
				fn(arg, &f->files[i].cards[k]);
}

static bool find(const struct contact_files *f, const char *id, int *file,
	int *at)
{
	for (*file = 0; *file < f->n; ++*file)
		for (*at = 0; *at < f->files[*file].n; ++*at) {
			const struct card *c = &f->files[*file].cards[*at];

			if (c->vcard && !strcmp(c->contact.id, id))
				return true;
		}
	return false;
}

const struct card *contact_files_find(const struct contact_files *f,
	const char *id)
{
	int file, at;

	return find(f, id, &file, &at) ? &f->files[file].cards[at] : NULL;
}

/* --- changes --------------------------------------------------------------*/

/* An id comes from anywhere: it is no way to another folder. */
static bool may_be_name(const char *id)
{
	size_t n = strlen(id);

	for (size_t i = 0; i < n; i++)
		if (!isalnum((unsigned char)id[i]) && (!i ||
				!strchr("-_.", id[i])))
			return false;
	return n && n <= NAME_MAX_OURS;
}

/* For one more; never a file that is there. */
static struct contact_file *fresh_file(struct contact_files *f,
	const struct vcard *v)
{
	struct contact contact;
	struct contact_file *file;
	char *path, *id;

	vcard_read(v, &contact);
	path = mem_format("%s/%s.vcf", f->path, contact.id);
	if (!may_be_name(contact.id) || access(path, F_OK) == 0) {
		free(path);
		id = unique_id();
		path = mem_format("%s/%s.vcf", f->path, id);
		free(id);
	}
	contact_clear(&contact);
	file = add_file(f, path);
	free(path);
	return file;
}

static int edit_file(struct contact_file *f, const struct card_edit *edits,
	int n, char **path)
{
	int error = paths_make_parent(f->path);

	if (!error)
		error = contact_file_edit(f, edits, n);
	if (error)
		*path = mem_text(f->path);
	return error;
}

static int edit_one(struct contact_files *f, const struct contact_edit *edit,
	char **path)
{
	int file, at, error;

	if (edit->id) {
		if (!find(f, edit->id, &file, &at))
			return 0;
		return edit_file(&f->files[file], &(struct card_edit){ at,
			edit->vcard }, 1, path);
	}
	error = edit_file(fresh_file(f, edit->vcard), &(struct card_edit){ 0,
		edit->vcard }, 1, path);
	if (error)
		contact_file_clear(&f->files[--f->n]);
	return error;
}

static int by_place(const void *a, const void *b)
{
	return ((const struct card_edit *)a)->at -
		((const struct card_edit *)b)->at;
}

/* Into the one file, written once. */
static int edit_all(struct contact_files *f, const struct contact_edit *edits,
	int n, char **path)
{
	struct card_edit *all = mem_new((n + 1) * sizeof *all);
	int end = f->files[0].n, used = 0, error = 0, file, at;

	for (int i = 0; i < n; i++)
		if (!edits[i].id)
			all[used++] = (struct card_edit){ end++,
				edits[i].vcard };
		else if (find(f, edits[i].id, &file, &at))
			all[used++] = (struct card_edit){ at, edits[i].vcard };
	qsort(all, used, sizeof *all, by_place);
	if (used)
		error = edit_file(&f->files[0], all, used, path);
	free(all);
	return error;
}

int contact_files_edit(struct contact_files *f,
	const struct contact_edit *edits, int n, int *done, char **path)
{
	int error = 0;

	*done = 0;
	if (f->one) {
		error = edit_all(f, edits, n, path);
		*done = error ? 0 : n;
		return error;
	}
	for (int i = 0; i < n && !error; i++) {
		error = edit_one(f, &edits[i], path);
		*done += !error;
	}
	return error;
}
