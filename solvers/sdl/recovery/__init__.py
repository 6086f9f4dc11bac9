"""How well a trained model of any size recovers known features, and how far its blocks are from their optimum."""
