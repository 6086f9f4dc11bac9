"""Where trained small models ended in a solved landscape."""
