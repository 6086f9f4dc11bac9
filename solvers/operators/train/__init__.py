"""Training of sparse autoencoders on functions: SAE-FNO, SAE-CNN, SAE-MLP."""
