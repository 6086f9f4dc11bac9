"""The figures of concept manifolds."""
