"""Packets say how they want to be treated on the way (RFC 2474)."""
import socket

from engine import direct
from tap import run, story

PATIENCE = 20


def bound(family, address, level, option):
    got = socket.socket(family, socket.SOCK_DGRAM)
    got.setsockopt(level, option, 1)
    got.bind((address, 0))
    got.settimeout(PATIENCE)
    return got


def next_class(got):
    """(what comes next, its class of traffic)"""
    data, control, _, _ = got.recvmsg(65536, 1024)
    return data, control[0][2][0]


def invites(engine, got, host):
    """The class of an INVITE to there, where nobody else sends any."""
    engine.call("session.call", to=f"sip:x@{host}:{got.getsockname()[1]}")
    data, traffic = next_class(got)
    got.close()
    assert data.startswith(b"INVITE "), data
    return traffic


def over_ipv4():
    return bound(socket.AF_INET, "127.0.0.1", socket.IPPROTO_IP,
                 socket.IP_RECVTOS)


@story
def signalling(stage):
    "SIP goes out with dscp_sip, 24 where nothing else is said, over IPv4"
    usual = stage.engine(direct("bob"), name="usual")
    assert invites(usual, over_ipv4(), "127.0.0.1") == 24 << 2
    other = stage.engine("media {\n dscp_sip = 10\n%(rtp)s\n}\n" +
                         direct("bob"), name="other")
    assert invites(other, over_ipv4(), "127.0.0.1") == 10 << 2


@story
def over_ipv6(stage):
    "... and over IPv6"
    got = bound(socket.AF_INET6, "::1", socket.IPPROTO_IPV6,
                socket.IPV6_RECVTCLASS)
    usual = stage.engine(direct("bob"), name="usual")
    assert invites(usual, got, "[::1]") == 24 << 2


if __name__ == "__main__":
    run()
