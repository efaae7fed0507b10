"""Where calls go and come from: IPv4 and IPv6, UDP and TCP, names and numbers."""
import socket

import ports
import sip
from engine import audio, direct
from tap import run, story


def on(*listen):
    """The sip section with these addresses."""
    return "sip {\n listen = {%s}\n}\n" % ", ".join(f'"{x}"' for x in listen)


def talk(ann, bob, to):
    """ann calls that address of bob, who answers by himself."""
    hers = ann.dial(to)
    session = ann.session(hers, state="established")
    his = bob.first()
    bob.session(his, state="established")
    ann.call("session.hangup", session=hers)
    ann.ended(hers)
    bob.ended(his)
    return session


@story
def over_ipv6(stage):
    "two phones talk over IPv6, and hear each other"
    a, b = ports.port(), ports.port()
    ann = stage.engine(audio("tone:1000", "wav") + direct("ann") +
                       on(f"udp:[::1]:{a}"), name="ann")
    bob = stage.engine(audio("tone:700", "wav") +
                       direct("bob", "auto_answer = all") +
                       on(f"udp:[::1]:{b}"), name="bob")
    hers = ann.dial(f"sip:bob@[::1]:{b}")
    session = ann.session(hers, state="established")
    assert "::1" in session["media"]["remote"], session["media"]
    bob.hears_tone(1000)
    ann.hears_tone(700)


@story
def over_tcp(stage):
    "a call that asks for TCP goes over TCP, and so does its answer"
    ann = stage.engine(direct("ann"), name="ann")
    bob = stage.engine(direct("bob", "auto_answer = all"), name="bob")
    talk(ann, bob, bob.uri("bob") + ";transport=tcp")


@story
def over_tcp_alone(stage):
    "an engine that listens on TCP alone can be called, and calls"
    b, a = ports.port(), ports.port()
    bob = stage.engine(direct("bob", "auto_answer = all") +
                       on(f"tcp:127.0.0.1:{b}"), name="bob")
    ann = stage.engine(direct("ann") + on(f"tcp:127.0.0.1:{a}"), name="ann")
    talk(ann, bob, f"sip:bob@127.0.0.1:{b};transport=tcp")


@story
def by_a_name_of_the_hosts_file(stage):
    "localhost is found without a name server"
    ann = stage.engine(direct("ann"), name="ann")
    bob = stage.engine(direct("bob", "auto_answer = all"), name="bob")
    talk(ann, bob, f"sip:bob@localhost:{bob.port}")


@story
def any_address(stage):
    "0.0.0.0 stands for loopback and the way out"
    port = ports.port()
    bob = stage.engine(direct("bob", "auto_answer = all") +
                       on(f"udp:0.0.0.0:{port}"), name="bob")
    ann = stage.engine(direct("ann"), name="ann")
    talk(ann, bob, f"sip:bob@127.0.0.1:{port}")


@story
def without_an_account(stage):
    "an engine with no configuration at all can call and be called"
    ann = stage.engine(name="ann")
    bob = stage.engine(name="bob")
    hers = ann.dial(bob.uri("whoever"))
    his = bob.answer()
    ann.session(hers, state="established")
    assert bob.session(his)["account"] is None
    bob.call("session.hangup", session=his)
    ann.ended(hers)


@story
def a_number(stage):
    "a bare number or user is completed with the account's domain"
    pbx = stage.pbx({"ann": "x1", "2014": "x2"})
    ann = stage.engine(pbx.account("ann", "x1"), name="ann")
    bob = stage.engine(pbx.account("2014", "x2", more="auto_answer = all"),
                       name="bob")
    ann.registered()
    bob.registered()
    for typed in ("2014", "sip:2014@" + pbx.address):
        hers = ann.dial(typed)
        assert ann.session(hers, state="established")["remote"][
            "uri"].startswith("sip:2014@"), ann.session(hers)
        ann.call("session.hangup", session=hers)
        ann.ended(hers)


@story
def nobody_of_that_name(stage):
    "a name that the registrar does not know ends with its 404"
    pbx = stage.pbx({"ann": "x1"})
    ann = stage.engine(pbx.account("ann", "x1"))
    ann.registered()
    end = ann.ended(ann.dial("nobody"))
    assert (end["by"], end["status"]) == ("remote", 404), end


@story
def a_host_that_is_not_there(stage):
    "a host that has no address fails with that reason"
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 0))           # a name server that is silent
    server.close()
    resolv = stage.write("resolv.conf", "nameserver 127.0.0.1\n"
                         "options timeout:1 attempts:1\n")
    ann = stage.engine(direct("ann") + "sip {\n%(listen)s\n t1x64 = 2000\n"
                       f' resolv_conf = "{resolv}"\n}}\n')
    end = ann.ended(ann.dial("sip:bob@nowhere.invalid"))
    assert end["by"] == "error" and end["reason"], end


@story
def a_tcp_port_nobody_listens_at(stage):
    "a refused connection is told at once"
    ann = stage.engine(direct("ann"))
    end = ann.ended(ann.dial(
        f"sip:bob@127.0.0.1:{ports.port()};transport=tcp"))
    assert end["by"] == "error" and end["reason"], end


@story
def the_account_that_is_called(stage):
    "a call takes the account whose user it names; its rules apply"
    bob = stage.engine(direct("bob", "auto_answer = all") + direct("rob"),
                       name="bob")
    peer = sip.Peer(stage)
    peer.answered(bob.uri("bob"), bob.port, 4000)
    his = bob.session(bob.first(), state="established")
    assert his["account"]["name"] == "bob"
    other = sip.Peer(stage, "other")
    other.send(other.request("INVITE", bob.uri("rob"), body=sip.sdp(4000)),
               bob.port)
    his = bob.incoming()
    assert bob.session(his)["account"]["name"] == "rob"


if __name__ == "__main__":
    run()
