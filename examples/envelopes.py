"""A relay that reads envelopes and never looks into payloads.

Run it: ``python examples/envelopes.py``
"""

import timeit

from codecs_core import MsgCodec, MsgTypeError, WireError, Yield, mk_codec, mk_dec


def seconds(codec: MsgCodec, frame: bytes) -> float:
    """Return how long it takes to decode a frame 200 times."""
    return min(timeit.repeat(lambda: codec.decode(frame), number=200))


SMALL, LARGE = list(range(1_000)), list(range(100_000))

for libname in ("msgspec", "cbor", "ormsgpack"):
    channel = mk_codec(libname=libname)  # payload spec Raw: payloads stay undecoded
    small, large = (channel.encode(Yield("7", payload)) for payload in (SMALL, LARGE))

    # Finding the payload takes as long whatever its size.
    ratio = seconds(channel, large) / seconds(channel, small)
    print(f"{libname}: {len(small)} and {len(large)} bytes, time ratio {ratio:.1f}")

    # The relay knows the dialog and passes the payload on, byte for byte.
    msg = channel.decode(large)
    relay = mk_codec(libname=libname, trust_raw=True)
    print("  passed on unchanged:", relay.encode(msg) == large)

    # The dialog that the payload belongs to decodes it, and hears of what is wrong with it.
    print("  decoded:", len(mk_dec(list[int], libname=libname).decode(msg.pld)), "numbers")
    try:
        mk_dec(list[str], libname=libname).decode(msg.pld)
    except MsgTypeError as error:
        print(" ", error.path, "expected", error.expected, "got", error.got)

    # Only bytes that are not one item are found later than they could be; or at once, if asked.
    print("  of dialog", channel.decode(large + b"\x00").cid)
    try:
        mk_codec(libname=libname, check_payload=True).decode(large + b"\x00")
    except WireError as error:
        print(" ", error)
