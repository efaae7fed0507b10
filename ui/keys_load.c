#include "keys_load.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "input.h"
#include "keymap.h"
#include "keys_file.h"
#include "protocol/paths.h"
#include "ui.h"

#define TOLD_MOST 20		/* mistakes in the log; the rest is a number */

struct telling {
	struct ui *ui;
	char *first;			/* owned */
	int n;
};

static void on_mistake(void *arg, const char *text)
{
	struct telling *t = arg;

	if (!t->n++)
		t->first = mem_text(text);
	if (t->n <= TOLD_MOST)
		notice_log(t->ui->notices, NOTICE_WARNING, "%s", text);
}

/* One line of notice, whatever the file is. */
static void tell(struct telling *t, const struct keys_file *f, bool said)
{
	if (t->n > 1)
		notice_add(t->ui->notices, NOTICE_WARNING,
			"%d mistakes (the log has them), %s", t->n, t->first);
	else if (t->n)
		notice_add(t->ui->notices, NOTICE_WARNING, "%s", t->first);
	else if (said && access(f->file, F_OK))
		notice_add(t->ui->notices, NOTICE_INFO,
			"there is no %s: the keys are the usual ones",
			f->shown);
	else if (said)
		notice_add(t->ui->notices, NOTICE_INFO,
			"%s: %d line%s taken, no mistake", f->shown,
			f->bindings, f->bindings == 1 ? "" : "s");
	free(t->first);
}

/* With "~" for the home: a line is short. */
static char *shorter(const char *file)
{
	const char *home = getenv("HOME");
	size_t n = home ? strlen(home) : 0;

	return n && !strncmp(file, home, n) && file[n] == '/' ?
		mem_format("~%s", file + n) : mem_text(file);
}

void keys_load(struct ui *ui, bool said)
{
	char *file = *ui->settings.keys ? paths_expand(ui->settings.keys) :
		paths_config("keys");
	char *shown = shorter(file);
	struct telling t = { .ui = ui };
	struct keys_file f = { .to = keymap_new(), .file = file,
		.shown = shown, .on_mistake = on_mistake, .arg = &t };

	keys_file_read(&f);
	keys_file_check(&f);
	tell(&t, &f, said);
	input_forget(ui);
	keymap_free(ui->keymap);
	ui->keymap = f.to;
	free(file);
	free(shown);
}
