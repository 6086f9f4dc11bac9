"""Files of up to 1 MB that are made to keep the checker busy: one by construction for every operation, binder and kind.

* ``values.py``: arguments of every type that are wide, long, huge, algebraic, symbolic or used again and again;
* ``files.py``: the certificates;
* ``run.py``: time and peak memory of each of them in a process of its own; ``python -m tests.theory.certificates.hostile.run``.
"""
