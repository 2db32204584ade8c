"""Structs for people: print them, copy them with checks, see what is different.

Run it: ``python examples/structs.py``
"""

from msgspec import field

from codecs_core.errors import MsgTypeError
from codecs_core.msg.pretty import Struct


class Address(Struct):
    """Where somebody lives."""

    city: str
    zip_code: str = ""


class User(Struct, frozen=True):
    """Somebody."""

    name: str
    age: int
    addresses: list[Address] = field(default_factory=list)
    _token: str = ""


ada = User("Ada", 36, [Address("London")], _token="secret")  # noqa: S106  (an example's)
print(ada)  # a line for each field; _token stays out of your logs

older = ada.copy({"age": 37})  # frozen or not, the original stays as it was
print(older - ada)

try:
    ada.copy({"age": "37"})
except MsgTypeError as exc:
    print(f"{exc.path}: expected {exc.expected}, got {exc.got}")

# From a form or a CSV file everything is text: typecast() makes it what the fields say.
print(User("Grace", "85").typecast().age + 1)  # type: ignore[arg-type]  # text, on purpose
print(ada.to_dict()["addresses"])
