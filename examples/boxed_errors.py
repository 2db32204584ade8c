"""Send exceptions to a peer, relay them, and raise them there.

Run it: ``python examples/boxed_errors.py``
"""

from codecs_core import (
    Error,
    MsgTypeError,
    RemoteActorError,
    Yield,
    mk_codec,
    pack_error,
    unpack_error,
)

wire = mk_codec(libname="ormsgpack")


def carry(error: Error) -> Error:
    """Return the message *error* as the peer gets it."""
    received: Error = wire.decode(wire.encode(error))
    return received


# A worker fails; a relay passes it on; the root raises it.
prices: dict[str, int] = {}
try:
    prices["missing"]
except KeyError as exc:
    packed = pack_error(exc, cid="c1", src_uid=("worker", "u2"))
relayed = pack_error(unpack_error(carry(packed)), relay_path=[("relay", "u1")])
remote = unpack_error(carry(relayed))
print(remote)
print(remote.boxed_type, remote.src_uid, remote.relay_path)
print(remote.tb_str.splitlines()[-1])

# A value that broke the spec comes back to its sender as what it is.
try:
    mk_codec(int, "ormsgpack").decode(wire.encode(Yield("c7", {"a": 1})))
except MsgTypeError as exc:
    refused = unpack_error(carry(pack_error(exc)))
try:
    raise refused
except MsgTypeError as refusal:
    print(refusal.cid, refusal.expected_msg_type, refusal.bad_msg)

# A task group's exceptions stay a group.
group = ExceptionGroup("two tasks failed", [ValueError("one"), OSError("two")])
try:
    raise unpack_error(carry(pack_error(group)))
except* RemoteActorError as errors:
    for error in errors.exceptions:
        print("member:", error)

# Whatever an exception holds, it can be sent; a name that we do not know stays a name.
print(unpack_error(carry(pack_error(ValueError("\ud800" * 10**6)))).message[-6:])
print(unpack_error(carry(pack_error(type("os.system", (Exception,), {})("x")))).boxed_type)
