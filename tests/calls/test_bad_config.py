"""What is wrong with a configuration or its surroundings is said at the start."""
import os
import socket

from disk import SmallDisk
from engine import audio, direct
from tap import run, story


def refusal(phone):
    """What an engine that does not start says."""
    said = phone.launch()
    assert said.strip() and said.strip() != "ready", said
    assert phone.process.wait() not in (0, None)
    return said


def broken(stage, text, name="engine"):
    phone = stage.engine(text, name=name, start=False)
    said = refusal(phone)
    assert phone.config + ":" in said, said
    return said


@story
def an_unknown_key(stage):
    "an unknown key is told with file, line and the nearest known one"
    said = broken(stage, '# a comment\n# and another\nmax_callz = 3\n')
    assert "conf:3:" in said and "max_calls" in said, said
    said = broken(stage, 'account "a" {\n uri = "sip:a@b.c"\n\n passwort = "x"'
                  '\n}\n', "second")
    assert "conf:4:" in said and "password" in said, said


@story
def syntax_errors(stage):
    "a missing brace, quote or value is told with file and line"
    for number, (text, line) in enumerate((
            ('account "a" {\n uri = "sip:a@b.c"\n', ":"),
            ('max_calls = \n\nlog_level = info\n', "conf:"),
            ('max_calls 5\n', "conf:1:"),
            ('}\n', "conf:1:"))):
        assert line in broken(stage, text, f"phone{number}"), line


@story
def all_wrong_values(stage):
    "all wrong values are told at once, each with its line"
    said = broken(stage, 'max_calls = 0\nno_answer_timeout = soon\n'
                  'on_refer = maybe\naccount "a" {\n uri = "nonsense"\n'
                  ' expires = -5\n}\n')
    # the one that is no number at all is a matter of syntax
    assert "conf:2:" in said or all(
        f"conf:{n}:" in said for n in (1, 3, 5, 6)), said
    said = broken(stage, 'max_calls = 0\non_refer = maybe\naccount "a" {\n'
                  ' uri = "nonsense"\n expires = -5\n}\n', "second")
    assert all(f"conf:{n}:" in said for n in (1, 2, 4, 5)), said


@story
def a_bad_file_at_reload(stage):
    "a bad file does not stop a running engine, nor its call"
    ann = stage.engine(direct("ann"))
    hers = ann.dial("echo")
    ann.session(hers, state="established")
    ann.configure("nonsense = 1\n")
    error = ann.refused("engine.reload")
    assert "conf:1:" in error.message, error
    assert ann.session(hers)["state"] == "established"
    assert ann.call("account.list")["accounts"][0]["name"] == "ann"
    ann.configure(direct("ann") + direct("bea"))
    ann.call("engine.reload")
    assert len(ann.call("account.list")["accounts"]) == 2
    assert ann.session(hers)["state"] == "established"


@story
def what_would_not_protect(stage):
    "what would be less safe than asked for disables its account, no other"
    ann = stage.engine(
        direct("ann", "srtp = required\nkeying = sdes") + direct("bea"))
    account = ann.client.account("ann", "disabled")
    assert "srtp" in account["registration"]["reason"], account
    error = ann.refused("session.call", to="sip:x@127.0.0.1", account="ann")
    assert "srtp" in error.message, error
    assert ann.call("account.list")["accounts"][1]["enabled"]


@story
def a_port_in_use(stage):
    "a port in use is told by its address and number"
    holder = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    holder.bind(("127.0.0.1", 0))
    port = holder.getsockname()[1]
    phone = stage.engine(f'sip {{\n listen = {{"udp:127.0.0.1:{port}"}}\n}}\n',
                         start=False)
    said = refusal(phone)
    assert "127.0.0.1" in said and str(port) in said, said
    assert "Address already in use" in said, said
    holder.close()


@story
def too_few_rtp_ports(stage):
    "rtp_ports must hold max_calls pairs"
    said = refusal(stage.engine(
        'max_calls = 10\nmedia {\n rtp_ports = "20000-20009"\n}\n',
        start=False))
    assert "rtp_ports" in said and "max_calls" in said, said


@story
def busy_rtp_ports(stage):
    "a busy RTP port is skipped; with none left a call is refused with the reason"
    import ports
    first = ports.some(4)
    holders = []
    for port in (first, first + 2):
        holder = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        holder.bind(("127.0.0.1", port))
        holders.append(holder)
    ann = stage.engine('max_calls = 2\n' + direct("ann") + 'media {\n '
                       f'rtp_ports = "{first}-{first + 3}"\n}}\n')
    bob = stage.engine(direct("bob", "auto_answer = all"), name="bob")
    end = ann.ended(ann.dial(bob.uri("bob")))
    assert end["by"] == "error" and "port" in end["reason"], end
    assert "rtp_ports" in ann.client.event("engine.warning")["advice"]
    holders[1].close()
    hers = ann.dial(bob.uri("bob"))
    ann.session(hers, state="established")
    holders[0].close()


@story
def a_full_disk(stage):
    "a full disk costs no call; what ended meanwhile is in the history later"
    ann = stage.engine(direct("ann"), name="ann", start=False)
    disk = SmallDisk(stage, ann.data)
    ann.start()
    bob = stage.engine(direct("bob", "auto_answer = all"), name="bob")

    def talk():
        hers = ann.dial(bob.uri("bob"))
        ann.session(hers, state="established")
        ann.call("session.hangup", session=hers)
        return ann.ended(hers)
    talk()
    ann.client.event("history.added")
    disk.fill(ann.pid)
    assert talk()["by"] == "local"
    warning = ann.client.event("engine.warning")
    assert "history" in warning["text"], warning
    assert warning["advice"], warning
    disk.make_room()
    talk()
    ann.client.until(lambda: ann.call("history.list")["total"] == 3,
                     "all three calls in the history")


@story
def no_sound_card(stage):
    "no sound card is a notice, and the call goes on"
    ann = stage.engine(audio("alsa:nosuchcard", "alsa:nosuchcard",
                             "alsa:nosuchcard") + direct("ann"), name="ann")
    bob = stage.engine(audio("tone:700", "wav") +
                       direct("bob", "auto_answer = all"), name="bob")
    hers = ann.dial(bob.uri("bob"))
    ann.session(hers, state="established")
    warning = ann.client.event("engine.warning")
    assert "nosuchcard" in warning["text"] and warning["advice"], warning
    bob.hears_nothing()
    assert ann.session(hers)["state"] == "established"
    assert "ALSA lib" not in ann.process.text(), ann.process.text()


@story
def a_folder_that_others_may_write(stage):
    "a socket folder that is open to others is not used"
    phone = stage.engine(start=False)
    os.makedirs(phone.folder + "/run/offhook")
    os.chmod(phone.folder + "/run/offhook", 0o777)
    assert "/run/offhook" in refusal(phone)


if __name__ == "__main__":
    run()
