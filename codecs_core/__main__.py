"""``python -m codecs_core`` is ``codecs-core``."""

from codecs_core.cli import main

__all__: list[str] = []

if __name__ == "__main__":
    raise SystemExit(main())
