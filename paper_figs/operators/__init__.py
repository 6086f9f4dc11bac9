"""The figures of neural operators."""
