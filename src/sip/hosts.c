#include "sip/hosts.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "sip/network.h"

/* "127.0.0.1  localhost localhost.localdomain  # comment" */
static bool line_has(char *line, const char *name, char ip[ADDRESS_TEXT])
{
	struct sockaddr_storage a;
	char *rest, *address, *word;

	line[strcspn(line, "#\n")] = '\0';
	address = strtok_r(line, " \t\r", &rest);
	if (!address || strlen(address) >= ADDRESS_TEXT ||
	    !address_sockaddr(address, 0, &a))
		return false;
	while ((word = strtok_r(NULL, " \t\r", &rest)))
		if (!strcasecmp(word, name)) {
			strcpy(ip, address);
			return true;
		}
	return false;
}

/* RFC 6761 6.3: it is loopback also where no file says so. */
static bool is_localhost(const char *name, char ip[ADDRESS_TEXT])
{
	if (strcasecmp(name, "localhost") != 0)
		return false;
	strcpy(ip, "127.0.0.1");
	return true;
}

bool hosts_find(const char *file, const char *name, char ip[ADDRESS_TEXT])
{
	FILE *f = fopen(file ? file : "/etc/hosts", "re");
	char line[1024], found[ADDRESS_TEXT];
	bool any = false;

	if (!f)
		return is_localhost(name, ip);
	while (fgets(line, sizeof line, f)) {
		bool ipv6;

		if (!line_has(line, name, found))
			continue;
		ipv6 = strchr(found, ':');
		if (any && ipv6)
			continue;
		strcpy(ip, found);
		any = true;
		if (!ipv6)
			break;
	}
	fclose(f);
	return any || is_localhost(name, ip);
}
