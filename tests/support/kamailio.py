"""A registrar and proxy with passwords: kamailio on ports of its own.

Domain is its address and port, or pbx.test, which has no port: that is needed
for GRUUs, which it gives without one.  Subscribers are name -> password.  Calls go
through it with Record-Route; who calls must give a password as well.
"""
import os
import signal
import socket

import ports
import process
import stage

ROUTES = r'''
#!KAMAILIO
debug=1
log_stderror=yes
memdbg=5
memlog=5
children=1
tcp_children=1
auto_aliases=no
disable_core_dump=yes
server_signature=yes
tcp_connection_lifetime=3600
listen=udp:%(host)s:%(port)d
listen=tcp:%(host)s:%(port)d
%(tls)s
alias="pbx.test"

loadmodule "sl.so"
loadmodule "tm.so"
loadmodule "rr.so"
loadmodule "pv.so"
loadmodule "maxfwd.so"
loadmodule "textops.so"
loadmodule "siputils.so"
loadmodule "usrloc.so"
loadmodule "registrar.so"
loadmodule "db_text.so"
loadmodule "auth.so"
loadmodule "auth_db.so"
%(flow_module)s
%(tls_module)s
%(middle_module)s
%(ws_module)s

modparam("db_text", "db_mode", 0)
modparam("usrloc", "db_mode", 0)
modparam("registrar", "use_path", 1)
modparam("registrar", "max_expires", %(max_expires)d)
modparam("registrar", "min_expires", 1)
modparam("registrar", "default_expires", 60)
modparam("auth_db", "db_url", "text://%(db)s")
modparam("auth_db", "calculate_ha1", 1)
modparam("auth_db", "password_column", "password")
modparam("auth_db", "load_credentials", "")
modparam("auth", "algorithm", "%(algorithm)s")
modparam("auth", "nonce_expire", %(nonce_expire)d)
modparam("auth", "qop", "auth")
modparam("tm", "fr_timer", 5000)
modparam("tm", "fr_inv_timer", 120000)

request_route {
	if (!mf_process_maxfwd_header("10")) {
		sl_send_reply("483", "Too Many Hops");
		exit;
	}
	if (is_method("OPTIONS") && uri == myself) {
		sl_send_reply("200", "Here");
		exit;
	}
	%(alias)s
	if (has_totag()) {
		if (loose_route()) {
			%(unalias)s
			%(middle)s
			if (is_gruu()) lookup("location");
			t_relay();
		} else if (is_method("ACK")) {
			if (t_check_trans()) t_relay();
		} else {
			sl_send_reply("404", "Not Here");
		}
		exit;
	}
	if (is_method("CANCEL")) {
		if (t_check_trans()) t_relay();
		exit;
	}
	if (is_method("REGISTER")) {
		if (!www_authorize("%(domain)s", "subscriber")) {
			www_challenge("%(domain)s", "1");
			exit;
		}
		%(received)s
		if (!save("location")) sl_reply_error();
		exit;
	}
	if (is_method("INVITE|MESSAGE")) {
		if (!proxy_authorize("%(domain)s", "subscriber")) {
			proxy_challenge("%(domain)s", "1");
			exit;
		}
		consume_credentials();
	}
	if (is_method("INVITE")) record_route();
	if (!lookup("location")) {
		sl_send_reply("404", "Nobody Of That Name");
		exit;
	}
	%(middle)s
	t_relay();
}

onreply_route {
	%(reply_alias)s
	%(reply_middle)s
	return 1;
}
'''

# Neither a phone with TLS nor a browser is a server: what is for it goes on the
# connection that it made.
NO_FLOWS = dict.fromkeys(
    ("flow_module", "alias", "unalias", "received", "reply_alias"), "")
FLOW = "(proto == TLS || proto == WS || proto == WSS)"
FLOWS = {
    "flow_module": 'loadmodule "nathelper.so"\n'
                   'modparam("nathelper|registrar", "received_avp", '
                   '"$avp(from)")',
    "alias": f"if {FLOW} set_contact_alias();",
    "unalias": "handle_ruri_alias();", "received": "fix_nated_register();",
    "reply_alias": f'if ({FLOW} && is_present_hf("Contact"))'
                   " set_contact_alias();"}

# SIP over WebSocket (RFC 7118) comes to the ports of TCP and TLS.
WEBSOCKET = r'''
tcp_accept_no_cl=yes
loadmodule "xhttp.so"
loadmodule "websocket.so"
event_route[xhttp:request] {
	if ($hdr(Upgrade) =~ "websocket") ws_handle_handshake();
	else xhttp_reply("404", "Not Here", "", "");
}
'''

EDGE = r'''
#!KAMAILIO
debug=1
log_stderror=yes
children=1
auto_aliases=no
disable_core_dump=yes
disable_tcp=yes
listen=udp:%(host)s:%(port)d

loadmodule "sl.so"
loadmodule "tm.so"
loadmodule "rr.so"
loadmodule "pv.so"
loadmodule "siputils.so"
loadmodule "textops.so"
loadmodule "path.so"

modparam("tm", "fr_inv_timer", 120000)

request_route {
	if (is_method("OPTIONS") && uri == myself) {
		sl_send_reply("200", "Here");
		exit;
	}
	if (is_method("REGISTER")) {
		add_path();
		$du = "sip:%(behind)s";
		t_relay();
		exit;
	}
	loose_route();
	if (is_method("INVITE") && !has_totag()) record_route();
	t_relay();
}
'''

SUBSCRIBERS = "id(int,auto) username(string) domain(string) password(string)\n"


def _through(middle, sides):
    """Offers are made for whom they go to: the To of a request, also of one
    in a dialog.  An answer is what its offer was."""
    if not middle:
        return {"middle_module": "", "middle": "", "reply_middle": ""}
    cases = "".join(f'if ($tU == "{user}") $var(side) = "{flags}";\n\t'
                    for user, flags in sides.items())
    return {
        "middle_module": 'loadmodule "rtpengine.so"\nmodparam("rtpengine", '
                         f'"rtpengine_sock", "udp:{middle.control}")',
        "middle": f'$var(side) = "replace-origin";\n\t{cases}'
                  'if (is_method("INVITE|ACK|UPDATE|BYE")) '
                  "rtpengine_manage($var(side));",
        "reply_middle": 'if (is_method("INVITE|UPDATE") && has_body'
                        '("application/sdp")) rtpengine_manage('
                        '"replace-origin");'}


class Kamailio:
    def __init__(self, on, users, name="kamailio", port=None, start=True,
                 algorithm="MD5", nonce_expire=300, max_expires=600,
                 behind=None, tls=(), tls_clients=None, middle=None, sides=(),
                 browsers=False, host="127.0.0.1"):
        """behind: the address of a registrar; then it is no more than a proxy
        on the way there, which adds Path (RFC 3327).  tls: certificates, for
        each a port of its own in tls_ports that shows it; tls_clients: the
        file of who has to have signed those of who comes there.  middle: an
        Rtpengine that all sound goes through; sides: user -> what kind of
        description that one is to get, in the words of kamailio's rtpengine
        module.
        browsers: they may come by WebSocket, to ws:// and its address, or to
        wss:// and one of tls_ports.  host: the IP that it has."""
        self.tls_ports = [ports.port() for _ in tls]
        self.on, self.name = on, name
        self.port = port or ports.port()
        self.host = host
        self.address = f"{host}:{self.port}"
        self.process = None
        self._starts = 0
        self.folder = on.path(name)
        os.makedirs(self.folder + "/run")
        # "" would be read as the name of an algorithm
        routes = EDGE if behind else ROUTES
        self.config = on.write(f"{name}/kamailio.cfg", routes.lstrip() % {
            **(FLOWS if tls or browsers else NO_FLOWS),
            **_through(middle, dict(sides)),
            "behind": behind, "host": host, "port": self.port,
            "db": self.folder + "/db",
            "domain": self.address, "tls": self._tls_sockets(),
            "tls_module": self._tls_module(tls, tls_clients) if tls else "",
            "ws_module": WEBSOCKET if browsers else "",
            "algorithm": "" if algorithm == "MD5" else algorithm,
            "nonce_expire": nonce_expire, "max_expires": max_expires})
        self.users(users)
        on.add(self)
        if start:
            self.start()

    def _tls_sockets(self):
        return ("enable_tls=yes\n" if self.tls_ports else "") + "".join(
            f"listen=tls:{self.host}:{port}\n" for port in self.tls_ports)

    def _tls_module(self, certificates, clients):
        wanted = "verify_certificate = yes\nrequire_certificate = yes\n" \
            f"ca_list = {clients}\n" if clients else ""
        profiles = "[client:default]\nverify_certificate = no\n"
        sockets = ["default"] + [f"{self.host}:{p}" for p in self.tls_ports]
        for at, shown in zip(sockets, [certificates[0], *certificates]):
            profiles += f"[server:{at}]\nmethod = TLSv1.2+\n" \
                f"certificate = {shown.cert}\nprivate_key = {shown.key}\n" + \
                wanted
        file = self.on.write(f"{self.name}/tls.cfg", profiles)
        return f'loadmodule "tls.so"\nmodparam("tls", "config", "{file}")\n'

    def users(self, users):
        rows = "".join(f"{i}:{user}:127.0.0.1:{password}\n"
                       for i, (user, password) in enumerate(users.items(), 1))
        self.on.write(f"{self.name}/db/subscriber", SUBSCRIBERS + rows)
        self.on.write(f"{self.name}/db/version",
                      "table_name(string) table_version(int)\nsubscriber:7\n")

    def start(self):
        program = process.have("kamailio")
        if not program:
            raise AssertionError("kamailio is missing: package kamailio")
        self._starts += 1
        self.process = process.Process(
            self.on, f"{self.name}-{self._starts}",
            [program, "-DD", "-E", "-f", self.config, "-Y", self.folder + "/run",
             "-P", self.folder + "/run/pid", "-m", "16", "-M", "4"],
            death=signal.SIGTERM, group=True)
        self._wait_until_it_answers()
        return self

    def _wait_until_it_answers(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect((self.host, self.port))
            probe.settimeout(0.05)
            mine = probe.getsockname()[1]
            ask = (f"OPTIONS sip:{self.address} SIP/2.0\r\n"
                   f"Via: SIP/2.0/UDP {self.host}:{mine};branch=z9hG4bK%d\r\n"
                   "From: <sip:probe@127.0.0.1>;tag=1\r\n"
                   f"To: <sip:{self.address}>\r\nCall-ID: probe{mine}\r\n"
                   "CSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\n"
                   "Content-Length: 0\r\n\r\n")
            count = 0

            def answers():
                nonlocal count
                count += 1
                if not self.process.running():
                    raise AssertionError("kamailio did not start")
                try:
                    probe.send((ask % count).encode())
                    return probe.recv(4096).startswith(b"SIP/2.0 200")
                except OSError:
                    return False
            stage.until(answers, "kamailio answers")

    def uri(self, user):
        return f"sip:{user}@{self.address}"

    def account(self, user, password, name=None, more="",
                transport="udp"):
        """A section of offhook.conf."""
        return (f'account "{name or user}" {{\n uri = "{self.uri(user)}"\n'
                f" password = '{password}'\n transport = {transport}\n"
                f"{more}\n}}\n")

    def end(self):
        """All of its processes at once: asked kindly, it may take seconds."""
        if self.process:
            self.process.kill_group()

    stop = end

    def log(self):
        return self.process.log() if self.process else "(not started)"
