"""How soon an account is registered that was not there a moment ago."""
import socket
import ssl
import time

import measure
from authority import Authority

TIMES = 21


def _registered(phone, pbx, registrar, **keys):
    """ms from the request to add an account to its 200."""
    since, begun = phone.client.mark(), time.monotonic()
    phone.call("account.add", name="ann", uri=pbx.uri("ann"), password="x",
               registrar=registrar, **keys)
    phone.client.event("account.changed", lambda e: e["account"]["registration"]
                       ["state"] == "registered", since)
    spent = 1e3 * (time.monotonic() - begun)
    phone.call("account.remove", account="ann")
    return spent


def _handshake(port, context):
    begun = time.monotonic()
    with socket.create_connection(("127.0.0.1", port)) as one, \
            context.wrap_socket(one, server_hostname="localhost"):
        return 1e3 * (time.monotonic() - begun)


def register_by_tls(stage, table):
    ca = Authority(stage)
    pbx = stage.pbx({"ann": "x"}, tls=[ca.issue("pbx", ["DNS:localhost"])])
    port, = pbx.tls_ports
    phone = stage.engine()
    context = ssl.create_default_context(cafile=ca.cert)
    tls, tcp, floor = [], [], []
    for _ in range(TIMES):
        tls.append(_registered(phone, pbx, f"sip:localhost:{port}",
                               transport="tls", tls_ca=ca.cert))
        tcp.append(_registered(phone, pbx, f"sip:localhost:{pbx.port}",
                               transport="tcp"))
        floor.append(_handshake(port, context))
    value, plain, least = (measure.percentile(v, .5) for v in (tls, tcp, floor))
    table.most("registered by TLS", value, 30, "ms",
               f"by TCP: {plain:.1f}, handshake: {least:.1f}",
               why=f"9 in 10 within {measure.percentile(tls, .9):.1f} ms")
