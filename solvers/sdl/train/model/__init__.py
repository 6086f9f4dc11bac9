"""Models of training: activations, architectures, losses, anchors."""
