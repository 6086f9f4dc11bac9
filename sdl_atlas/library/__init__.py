"""The doors of the library: the same work as the commands, with values in and records out, and nothing printed."""
