"""``python -m sdl_atlas``: the same as the ``sdl-atlas`` command."""

from sdl_atlas.command_line import main

raise SystemExit(main())
