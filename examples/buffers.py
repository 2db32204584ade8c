"""One buffer for every message, and payloads that survive it.

Run it: ``python examples/buffers.py``
"""

from msgspec import Raw

from codecs_core import MsgTypeError, Yield, mk_codec, mk_dec

codec = mk_codec(libname="cbor")
payloads = mk_dec(dict[str, int], libname="cbor")

# Write each message behind a header of four bytes, into memory that is used again.
buffer = bytearray(4)
for number in (1, 20_000):
    codec.encode_into(Yield("7", {"number": number}), buffer, 4)
    buffer[:4] = (len(buffer) - 4).to_bytes(4, "big")
    print("a frame of", len(buffer), "bytes")

# Receive into the same memory: a payload that is still undecoded keeps its own bytes.
kept = codec.decode(memoryview(buffer)[4:]).pld
codec.encode_into(Yield("8", {"number": 3}), buffer, 4)
print("kept:", payloads.decode(kept))

# What cannot be sent leaves the buffer as it was.
before = bytes(buffer)
for bad in (object(), Raw(b""), Raw(b"\x01\x02")):
    try:
        codec.encode_into(Yield("7", bad), buffer)
    except MsgTypeError as error:
        print(f"{error.path}: expected {error.expected}, got {error.got}")
print("the buffer is as it was:", buffer == before)
