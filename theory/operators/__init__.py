"""Functions on grids: Fourier coefficients, aliasing, multipliers, lifted sparse autoencoders."""
