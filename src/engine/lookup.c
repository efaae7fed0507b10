/* lookup.c - whose call it is where the contacts do not know: a command of the
 * configuration is asked.  Engine thread.
 *
 *	call --> contact_lookup: number, uri --> name --> session.changed
 *	  `----> rings meanwhile; late, dead or rubbish: nobody is the wiser
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "engine/private.h"
#include "loop/child.h"

extern char **environ;

/* --- what it says ---------------------------------------------------------*/

static char *clean(const char *text)
{
	return text_clean(text ? text : "", TEXT_CHARACTERS);
}

static struct contact *found(const char *name, const char *organization,
	const char *note)
{
	struct contact *c = mem_new_of(struct contact);

	*c = (struct contact){ .id = mem_text(""), .name = clean(name),
		.organization = clean(organization), .note = clean(note) };
	return c;
}

static struct contact *read_object(const json_t *o)
{
	const char *name = json_text(o, "name");

	return name ? found(name, json_text(o, "organization"),
		json_text(o, "note")) : NULL;
}

/* A line with a name, or a JSON object; NULL: neither. */
static struct contact *read_output(const char *text)
{
	json_t *o = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	struct contact *c = o ? read_object(o) : NULL;
	char *line;

	json_decref(o);
	if (o)
		return c;
	text += strspn(text, " \t\r\n");
	line = mem_text_n(text, strcspn(text, "\r\n"));
	c = *line && *line != '{' ? found(line, NULL, NULL) : NULL;
	free(line);
	return c;
}

static void on_child(void *arg, const struct child_result *r)
{
	struct session *s = arg;
	struct contact *c = r->status ? NULL : read_output(r->output);

	s->lookup = NULL;
	if (r->status < 0)
		log_warn("contacts", "contact_lookup took too long and was "
			"ended");
	else if (r->status)
		log_warn("contacts", "contact_lookup failed with status %d",
			r->status);
	else if (!c && r->n)
		log_info("contacts", "contact_lookup printed neither a name "
			"nor a JSON object with one");
	if (!c)
		return;
	s->looked_up = c;
	engine_session_changed(s->engine, s);
}

/* --- asking ---------------------------------------------------------------*/

static char *number_of(const struct session *s)
{
	struct uri_parts parts;

	return mem_text(uri_parse(s->remote_uri, &parts) ? parts.user : "");
}

static char *input_for(const struct session *s, const char *number, size_t *n)
{
	json_t *o = json_pack("{s:s, s:s, s:o, s:s, s:i}", "number", number,
		"uri", s->remote_uri, "display_name", json_clean(
		s->remote_name), "direction", s->outgoing ? "outgoing" :
		"incoming", "session", s->id);
	char *text = json_line_print(o, n);

	json_decref(o);
	return text;
}

/* Ours, and two more; the caller frees list and the last two. */
static char **environment_for(const struct session *s, const char *number)
{
	int n = 0;
	char **list;

	while (environ[n])
		n++;
	list = mem_new((n + 3) * sizeof *list);
	memcpy(list, environ, n * sizeof *list);
	list[n] = mem_format("OFFHOOK_REMOTE_URI=%s", s->remote_uri);
	list[n + 1] = mem_format("OFFHOOK_REMOTE_NUMBER=%s", number);
	return list;
}

static void free_environment(char **list)
{
	int n = 0;

	while (list[n])
		n++;
	free(list[n - 1]);
	free(list[n - 2]);
	free(list);
}

static void ask(struct session *s, const char *number)
{
	const struct config *c = s->engine->config;
	char **environment = environment_for(s, number);
	struct child_params p = { .command = c->contact_lookup,
		.limit_ms = c->hooks.timeout, .environment = environment,
		.fn = on_child, .arg = s };
	char *input = input_for(s, number, &p.n_input);
	int error;

	p.input = input;
	error = child_run(&s->lookup, s->engine->loop, &p);
	if (error < 0)
		log_warn("contacts", "contact_lookup could not be started: %s",
			strerror(-error));
	free(input);
	free_environment(environment);
}

/* A service of ours has no owner. */
void lookup_start(struct session *s)
{
	const char *command = s->engine->config->contact_lookup;
	char *number;

	if (!command || !*command || s->lookup || s->looked_up ||
			!s->remote_uri || engine_contact_of(s->engine,
			s->remote_uri))
		return;
	number = number_of(s);
	ask(s, number);
	free(number);
}

void lookup_end(struct session *s)
{
	child_kill(s->lookup);
	if (s->looked_up)
		contact_clear(s->looked_up);
	free(s->looked_up);
}
