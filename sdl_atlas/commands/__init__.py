"""One module per command of the front door."""
