"""Floor 2: ways to find answers.

A solver may use floating point to guess, never to decide: what it returns has been checked in exact arithmetic.
"""
