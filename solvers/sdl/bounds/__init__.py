"""Certified lower bounds of the loss, and infima that are not attained."""
