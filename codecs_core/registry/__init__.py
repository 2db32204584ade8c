"""The registry: names to plugins."""

from codecs_core.registry.manager import Registry

__all__ = ["Registry"]
