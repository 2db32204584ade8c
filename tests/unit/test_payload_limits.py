"""``limit_plds``: another spec for a dialog, until the end of a block."""

from __future__ import annotations

from typing import Any

import pytest

from codecs_core import (
    MsgDec,
    PldRx,
    Yield,
    apply_pld_rx,
    current_pld_rx,
    limit_plds,
    mk_codec,
    mk_dec,
)

CBOR = mk_codec(libname="cbor")


class Money:
    """A type that only hooks know."""

    def __init__(self, cents: int) -> None:
        self.cents = cents


def money_dec(kind: type, obj: Any) -> Any:
    return kind(obj["cents"])


def carried(msg: Any) -> Any:
    """Return *msg* as the channel's codec gives it: its payload undecoded."""
    return CBOR.decode(CBOR.encode(msg))


def test_limit_plds_narrows_and_restores() -> None:
    """Within the block the spec is another; backend, strictness and hooks as given."""
    pld_rx = PldRx(mk_dec(int, libname="cbor", strict=False))
    outer = pld_rx.pld_dec
    with pld_rx.limit_plds(str | None) as pld_dec:
        assert type(pld_dec) is MsgDec
        assert pld_rx.pld_dec is pld_dec
        assert (pld_dec.libname, pld_dec.dec.strict) == ("cbor", False)
        assert pld_rx.decode_pld(carried(Yield("c", "x"))) == "x"
        with pytest.raises(KeyError), pld_rx.limit_plds(bool, strict=True) as inner:
            raise KeyError(inner)
        assert inner.dec.strict
        assert pld_rx.pld_dec is pld_dec
        with pld_rx.limit_plds(None, dec_hook=money_dec, ext_types=[Money]):
            got = pld_rx.decode_pld(carried(Yield("c", {"cents": 5})))
            assert got.cents == 5
    assert pld_rx.pld_dec is outer
    with pytest.raises(TypeError):
        pld_rx.limit_plds(5).__enter__()
    assert pld_rx.pld_dec is outer


def test_limits_of_several_tasks_may_end_in_any_order() -> None:
    """A dialog's limits that overlap each undo their own."""
    pld_rx = PldRx(mk_dec(int))
    outer = pld_rx.pld_dec
    first, second = pld_rx.limit_plds(str), pld_rx.limit_plds(bool)
    first.__enter__()
    last = second.__enter__()
    first.__exit__(None, None, None)
    assert pld_rx.pld_dec is last
    second.__exit__(None, None, None)
    assert pld_rx.pld_dec is outer


def test_limit_plds_works_on_the_current_dialog() -> None:
    """The function limits the receiver that the application applied, and needs one."""
    with pytest.raises(LookupError, match="no payload receiver applies here"):
        limit_plds(int).__enter__()
    pld_rx = PldRx(mk_dec(int))
    with apply_pld_rx(pld_rx) as applied:
        assert applied is current_pld_rx() is pld_rx
        with limit_plds(str) as pld_dec:
            assert pld_rx.pld_dec is pld_dec
            assert pld_dec.spec is str
        assert pld_rx.pld_dec.spec is int
    with pytest.raises(LookupError):
        current_pld_rx()
    with pytest.raises(TypeError, match="PldRx, not MsgDec"):
        apply_pld_rx(mk_dec(int)).__enter__()  # type: ignore[arg-type]  # on purpose
