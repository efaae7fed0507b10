"""A phone whose calls and registrar have all fallen silent."""
import sip
from engine import direct
from rtp import Stream


def among_silent_peers(stage, name="ann"):
    """(the phone of that name, its peers by what they do): from now on none
    says a word."""
    peers = {who: sip.Peer(stage, who) for who in
             ("talking", "ringing", "calling", "registrar")}
    stream = Stream(stage)
    ann = stage.engine(
        'account "reg" {\n uri = "sip:reg@127.0.0.1:%d"\n transport = udp\n}\n'
        % peers["registrar"].port + direct("ann"), name=name)
    first = peers["registrar"].expect("REGISTER")
    contact = first.get("Contact").split(";expires")[0]
    peers["registrar"].reply(first, 200, "OK",
                             f"Contact: {contact};expires=600")
    ann.registered("reg")
    ann.dial(peers["calling"].uri, account="ann")
    peers["calling"].expect("INVITE")
    ringing = ann.dial(peers["ringing"].uri, account="ann")
    peers["ringing"].reply(peers["ringing"].expect("INVITE"), 180, "Ringing")
    ann.session(ringing, progress="ringing")
    talking = ann.dial(peers["talking"].uri, account="ann")
    peers["talking"].reply(peers["talking"].expect("INVITE"), 200, "OK",
                           body=sip.sdp(stream.port))
    peers["talking"].expect("ACK")
    ann.session(talking, state="established")
    return ann, peers
