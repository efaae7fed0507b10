/* Addresses, as short as they can be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "party.h"

static void same(char *text, const char *wanted)
{
	assert_string_equal(text, wanted);
	free(text);
}

static void addresses(void **state)
{
	(void)state;
	same(party_address("sip:2014@pbx;transport=tcp", NULL), "2014");
	same(party_address("sip:bob@pbx", "sip:me@PBX"), "bob");
	same(party_address("sip:bob@a.org", "sip:me@pbx"), "bob@a.org");
	same(party_address("tel:+44123;phone-context=x", NULL), "+44123");
	same(party_address("sip:pbx.example.net:5080", NULL),
		"pbx.example.net:5080");
	same(party_address("", NULL), "");
	same(party_address("sip:anonymous@anonymous.invalid", NULL),
		"anonymous");
	same(party_target("sip:echo@services.invalid"), "echo");
	same(party_target("sip:anonymous@anonymous.invalid"), "");
	same(party_target("sip:bob@a.org"), "sip:bob@a.org");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
