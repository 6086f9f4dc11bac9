"""The whole landscape of a problem: the stages of ``solve`` and the record they make."""
