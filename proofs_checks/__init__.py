"""Floor 3: one file per published claim, and the runner that settles them.

A claim is a module ``proofs_checks/<subject>/<name>.py`` with a ``CLAIM`` and any of the functions ``prove``, ``refute``,
``decide``, ``examples``, ``empirical``, ``mutations`` and ``evaluate``.  Copy ``_template.py``; nothing else has to be edited.
"""
