"""Other people's libraries and our codecs: one module for each, each with its own extra."""

__all__: list[str] = []
