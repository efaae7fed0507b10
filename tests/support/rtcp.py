"""Reports of RTP (RFC 3550 6, 3611), built and taken apart."""
import struct

SR, RR, SDES, BYE, XR = 200, 201, 202, 203, 207
XR_TIME, XR_ANSWER, XR_VOIP = 4, 5, 7


def _packet(kind, count, body):
    return struct.pack("!BBH", 0x80 | count, kind, len(body) // 4) + body


def block(ssrc, fraction=0, lost=0, highest=0, jitter=0, lsr=0, dlsr=0):
    """About a source."""
    return struct.pack("!IIIIII", ssrc, fraction << 24 | lost & 0xffffff,
                       highest, jitter, lsr, dlsr)


def receiver(ssrc, *blocks):
    return _packet(RR, len(blocks), struct.pack("!I", ssrc) + b"".join(blocks))


def sender(ssrc, ntp, *blocks):
    return _packet(SR, len(blocks), struct.pack("!IQIII", ssrc, ntp, 0, 1, 1) +
                   b"".join(blocks))


def name(ssrc, text=b"peer"):
    item = struct.pack("!IBB", ssrc, 1, len(text)) + text
    return _packet(SDES, 1, item + bytes(4 - len(item) % 4))


def bye(ssrc):
    return _packet(BYE, 1, struct.pack("!I", ssrc))


def extended(ssrc, *blocks):
    return _packet(XR, 0, struct.pack("!I", ssrc) + b"".join(blocks))


def time(ntp):
    return struct.pack("!BBHQ", XR_TIME, 0, 2, ntp)


def answer(ssrc, lrr, dlrr):
    return struct.pack("!BBHIII", XR_ANSWER, 0, 3, ssrc, lrr, dlrr)


def is_rtcp(data):
    return len(data) >= 8 and data[0] >> 6 == 2 and 192 <= data[1] <= 223


def packets(compound):
    """[(type, count, its bytes behind the first word)]"""
    found = []
    while compound:
        first, kind, words = struct.unpack("!BBH", compound[:4])
        found.append((kind, first & 31, compound[4:4 + 4 * words]))
        compound = compound[4 + 4 * words:]
    return found


def blocks_of(compound):
    """{type: its bytes} of the blocks of its XR."""
    found = {}
    for kind, _, body in packets(compound):
        body = body[4:] if kind == XR else b""
        while body:
            block_type, _, words = struct.unpack("!BBH", body[:4])
            found[block_type] = body[4:4 + 4 * words]
            body = body[4 + 4 * words:]
    return found


def ssrc_of(compound):
    return struct.unpack("!I", compound[4:8])[0]


def ntp_of(compound):
    """Of its SR, 32.32; None: it is an RR."""
    kind, _, body = packets(compound)[0]
    return struct.unpack("!Q", body[4:12])[0] if kind == SR else None
