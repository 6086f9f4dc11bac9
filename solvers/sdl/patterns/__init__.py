"""Activation patterns: which features switch which neuron on, what is realizable, with certificates."""
