"""Sparse dictionary learning as a piecewise biconvex problem: the objects of arXiv 2512.05534."""

from theory.sdl.activations import Activation, Condition, Piece
from theory.sdl.problem import Problem
from theory.sdl.reading import problem_from_json, read_problem

__all__ = ["Activation", "Condition", "Piece", "Problem", "problem_from_json", "read_problem"]
