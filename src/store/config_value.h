/* config_value.h - is one value of offhook.conf what its key wants?  Pure.
 *
 * Each check answers NULL, or what was expected; the words follow
 * "KEY = "VALUE": expected ".  A check that reads a value for others too says
 * so by its second form.
 */
#ifndef STORE_CONFIG_VALUE_H
#define STORE_CONFIG_VALUE_H

#include <stdbool.h>
#include <stddef.h>

#include "store/config.h"

const char *value_text(const char *);		/* one line */
const char *value_short_text(const char *);	/* one line, 128 characters */
const char *value_token_text(const char *);	/* printable ASCII */
const char *value_topic(const char *);		/* of events */
const char *value_path(const char *);		/* from / or ~/ */
const char *value_folder(const char *);		/* as value_path, not empty */
const char *value_record_name(const char *);	/* without folders */
const char *value_address(const char *);	/* sip:USER@HOST */
const char *value_host_uri(const char *);	/* sip:HOST */
const char *value_registrar(const char *);	/* sip:HOST or none */
const char *value_ip(const char *);
const char *value_network(const char *);	/* 192.0.2.0/24 */
const char *value_listen(const char *);
const char *value_ports(const char *);
const char *value_log_level(const char *);
const char *value_ha1(const char *);
const char *value_codec(const char *);
/* Its one spelling; NULL: this program was built without its library. */
const char *value_built_codec(const char *);
const char *value_codec_at(int i);	/* built or not; NULL after the last */
const char *value_capture(const char *);
const char *value_playback(const char *);
const char *value_latency(const char *);
const char *value_keepalive(const char *);
const char *value_ice_server(const char *);
const char *value_ice_wait(const char *);
const char *value_pin(const char *);		/* SHA-256 of a key */
const char *value_ring(const char *);		/* PATTERN=RING */

#define RING_WORDS "ring-1|ring-2|ring-3|ring-4|ring-5|silent"
#define RING_PATTERN 128
bool value_read_ring(const char *, char pattern[RING_PATTERN],
	enum config_ring *);

/* Digits only, from min to max. */
bool value_number(const char *, int min, int max, int *number);
/* Of the host that it begins with, as written; 0: of none. */
size_t value_host_length(const char *);
bool value_switch(const char *, bool *on);	/* yes no true false on off */
bool value_read_listen(const char *, struct listen_config *);
bool value_read_ports(const char *, int *first, int *last);

#endif
