/* describe.h - the engine's views as the objects of offhook-control(7).  Engine
 * thread.
 *
 * Every member is always there: null until it is known, and a fixed value
 * where what it tells of does not exist yet.  The caller owns what it gets.
 */
#ifndef CONTROL_DESCRIBE_H
#define CONTROL_DESCRIBE_H

#include <jansson.h>

#include "engine/engine.h"

json_t *describe_account(const struct account *);
/* {account, keys, secret, file, line, codecs}: what account.get answers. */
json_t *describe_keys(const struct account *);
json_t *describe_session(const struct session *);
json_t *describe_statistics(const struct session *);
json_t *describe_quality(const struct session *);
json_t *describe_message(const struct trace_message *);
json_t *describe_conference(struct engine *, const struct conference *);
json_t *describe_audio_test(const struct audio_test_view *);
json_t *describe_audio(const struct engine *);
json_t *describe_engine(const struct engine *);
/* book NULL: nobody is known. */
json_t *describe_call(const struct history_call *, const struct book *);
json_t *describe_contact(const struct contact *);
/* Whose call it is, in short; NULL: null. */
json_t *describe_whose(const struct contact *);
json_t *describe_device(const struct audio_item *);
json_t *describe_binding(const struct binding_view *);

#endif
