"""Encrypted sound with keys by DTLS (RFC 5763, 5764, 8842, 8643)."""
from engine import RATE, audio, direct
from tap import run, story


def phone(stage, name, srtp="optional", sound="", more=""):
    return stage.engine(sound + direct(name, f"srtp = {srtp}\n" + more),
                        name=name)


def media(engine, session):
    return engine.call("session.get", session=session)["session"]["media"]


def encrypted(engine, session):
    """Its media, once there are keys."""
    engine.client.until(lambda: (engine.client.sessions[session]["media"] or
                                 {}).get("suite"), "there are keys")
    found = media(engine, session)
    assert found["security"] == "dtls", found
    assert found["keying_problem"] is None, found
    return found


@story
def two_phones(stage):
    "keys by DTLS: sound both ways, the suite told, hold and back"
    ann = phone(stage, "ann", "required", audio("tone:1000", "wav"))
    bob = phone(stage, "bob", "optional", audio("tone:1000", "wav"))
    hers = ann.dial(bob.uri("bob"))
    his = bob.answer()
    ann.session(hers, state="established")
    for engine, call in (ann, hers), (bob, his):
        assert encrypted(engine, call)["suite"] == "SRTP_AEAD_AES_128_GCM"
        engine.hears_tone(1000)


if __name__ == "__main__":
    run()
