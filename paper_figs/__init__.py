"""Figures and tables, one file each; ``compute`` makes exact tables, ``draw`` turns a table into a picture."""
