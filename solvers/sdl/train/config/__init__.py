"""Configurations of training: one TOML table a section, every field documented once."""
