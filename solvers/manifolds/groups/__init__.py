"""Groups of atoms found without labels: which atoms belong together, and how much better than chance."""
