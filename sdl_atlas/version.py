"""The version of the whole distribution, in one place: the build, the citation and ``--version`` read it here."""

__version__ = "0.2.0.dev0"
