"""One typed codec over many interchange libraries.

``mk_codec(libname="cbor")`` gives an application one strictly typed codec; the library
behind it is a name. See README.md for a first example and ``docs/`` for the rest.
"""

from codecs_core.backend import Backend
from codecs_core.boxed.packing import pack_error, unpack_error
from codecs_core.boxed.remote import RemoteActorError, RemoteExceptionGroup, RemoteMsgTypeError
from codecs_core.capabilities import BackendInfo, Capabilities
from codecs_core.codec import MsgCodec, mk_codec
from codecs_core.coders import BackendDecoder, BackendEncoder
from codecs_core.decoders import MsgDec, mk_dec
from codecs_core.errors import (
    BackendBrokenError,
    BackendContractError,
    BackendError,
    BackendNotInstalledError,
    CodecError,
    DuplicateBackendError,
    LimitError,
    MsgTypeError,
    SpecMismatch,
    StreamStopped,
    UnknownBackendError,
    Violation,
    WireError,
)
from codecs_core.exts import TypeCodec, UnknownExt, mk_codec_hooks
from codecs_core.hookspecs import DecoderOptions, EncoderOptions, hookimpl
from codecs_core.msg import (
    Aid,
    CancelAck,
    Error,
    Msg,
    MsgType,
    PayloadMsg,
    PayloadT,
    Return,
    SpawnSpec,
    Start,
    StartAck,
    Started,
    Stop,
    Yield,
    __msg_spec__,
    __msg_types__,
    mk_msg_spec,
)
from codecs_core.msg.diff import DiffDump
from codecs_core.msg.nspath import (
    MalformedRefError,
    NamespacePath,
    RefError,
    RefForbiddenError,
    RefNotFoundError,
    UnnameableError,
)
from codecs_core.msg.pretty import Struct
from codecs_core.payload import (
    PldRx,
    apply_pld_rx,
    current_pld_rx,
    limit_plds,
    validate_payload_msg,
)
from codecs_core.plugins import (
    backend_names,
    ext_types_of,
    get_backend,
    load_plugin,
    register_plugin,
    unregister_plugin,
)
from codecs_core.rebuild import from_dict_msg
from codecs_core.scope import apply_codec, current_codec, default_codec, limit_msg_spec
from codecs_core.spec import SpecDifference, SpecMatch, TypeSpec, check_spec, spec_str

__version__ = "0.1.0"

__all__ = [
    "Aid",
    "Backend",
    "BackendBrokenError",
    "BackendContractError",
    "BackendDecoder",
    "BackendEncoder",
    "BackendError",
    "BackendInfo",
    "BackendNotInstalledError",
    "CancelAck",
    "Capabilities",
    "CodecError",
    "DecoderOptions",
    "DiffDump",
    "DuplicateBackendError",
    "EncoderOptions",
    "Error",
    "LimitError",
    "MalformedRefError",
    "Msg",
    "MsgCodec",
    "MsgDec",
    "MsgType",
    "MsgTypeError",
    "NamespacePath",
    "PayloadMsg",
    "PayloadT",
    "PldRx",
    "RefError",
    "RefForbiddenError",
    "RefNotFoundError",
    "RemoteActorError",
    "RemoteExceptionGroup",
    "RemoteMsgTypeError",
    "Return",
    "SpawnSpec",
    "SpecDifference",
    "SpecMatch",
    "SpecMismatch",
    "Start",
    "StartAck",
    "Started",
    "Stop",
    "StreamStopped",
    "Struct",
    "TypeCodec",
    "TypeSpec",
    "UnknownBackendError",
    "UnknownExt",
    "UnnameableError",
    "Violation",
    "WireError",
    "Yield",
    "__msg_spec__",
    "__msg_types__",
    "__version__",
    "apply_codec",
    "apply_pld_rx",
    "backend_names",
    "check_spec",
    "current_codec",
    "current_pld_rx",
    "default_codec",
    "ext_types_of",
    "from_dict_msg",
    "get_backend",
    "hookimpl",
    "limit_msg_spec",
    "limit_plds",
    "load_plugin",
    "mk_codec",
    "mk_codec_hooks",
    "mk_dec",
    "mk_msg_spec",
    "pack_error",
    "register_plugin",
    "spec_str",
    "unpack_error",
    "unregister_plugin",
    "validate_payload_msg",
]
