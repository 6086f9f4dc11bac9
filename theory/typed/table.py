r"""The table of operations: one row per operation, its readings side by side.  Typing rules sit in the constructors.

This table and the three readers are what a reader of a kernel-proved statement has to trust besides the kernel.  Every row is
compared with the exact evaluator on closed instances inside Rocq, at least one true and one false (tests/theory/typed).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """LaTeX template and its precedence, the checker's operation, Rocq as a term or proposition, Rocq as a truth value."""

    latex: str
    precedence: int
    json: str
    rocq: str
    truth: str = ""


TABLE: dict[str, Row] = {
    # scalars, vectors, matrices
    "add": Row("{0} + {1}", 5, "+", "({0} + {1})"),
    "sub": Row("{0} - {1}", 5, "-", "({0} - {1})"),
    "neg": Row("-{0}", 5, "neg", "(- {0})"),
    "mul": Row(r"{0} \, {1}", 6, "*", "({0} * {1})"),
    "scale": Row(r"{0} \, {1}", 6, "scale", "({0} *: {1})"),
    "div": Row(r"\frac{{{0}}}{{{1}}}", 9, "/", "({0} / {1})"),
    "abs": Row("|{0}|", 9, "abs", "`|{0}|"),
    "relu": Row(r"\mathrm{{relu}}({0})", 9, "pos", "(relu {0})"),
    "max": Row(r"\max({0}, {1})", 9, "max", "(Num.max {0} {1})"),
    "min": Row(r"\min({0}, {1})", 9, "min", "(Num.min {0} {1})"),
    "dot": Row(r"\langle {0}, {1} \rangle", 9, "dot", "(dot {0} {1})"),
    "norm2": Row(r"\| {0} \|^2", 9, "norm2", "(norm2 {0})"),
    "mulmx": Row("{0} {1}", 6, "", "({0} *m {1})"),
    "transpose": Row(r"{0}^{{\top}}", 8, "", "({0}^T)"),
    "column": Row(r"{0}_{{\cdot {1}}}", 8, "", "(col {1} {0})"),
    "at_vec": Row("{0}_{{{1}}}", 8, "at", "({0} {1} 0)"),
    "at_mat": Row("{0}_{{{1}{2}}}", 8, "at", "({0} {1} {2})"),
    "at_family": Row("{0}_{{{1}}}", 8, "at", "({0} {1})"),
    "apply": Row("{0}({1})", 9, "", "({0} {1})"),
    # natural numbers
    "nat_add": Row("{0} + {1}", 5, "+", "({0} + {1})%N"),
    "nat_mul": Row(r"{0} \, {1}", 6, "*", "({0} * {1})%N"),
    "nat_pow": Row("{0}^{{{1}}}", 8, "^", "({0} ^ {1})%N"),
    "factorial": Row("{0}!", 8, "factorial", "({0}`!)"),
    "ordinal": Row("{0}", 9, "", "(({0} : nat).+1)"),
    "to_scalar": Row("{0}", 0, "", "({0}%:R : R)"),
    "binomial": Row(r"\binom{{{0}}}{{{1}}}", 9, "binomial", "('C({0}, {1}))"),
    "rank": Row(r"\mathrm{{rank}}({0})", 9, "rank", r"(\rank {0})"),
    # comparisons
    "eq": Row("{0} = {1}", 4, "=", "({0} = {1})", "({0} == {1})"),
    "ne": Row(r"{0} \ne {1}", 4, "!=", "({0} != {1})", "({0} != {1})"),
    "lt": Row("{0} < {1}", 4, "<", "({0} < {1})", "({0} < {1})"),
    "le": Row(r"{0} \le {1}", 4, "<=", "({0} <= {1})", "({0} <= {1})"),
    "gt": Row("{0} > {1}", 4, ">", "({1} < {0})", "({1} < {0})"),
    "ge": Row(r"{0} \ge {1}", 4, ">=", "({1} <= {0})", "({1} <= {0})"),
    "nat_lt": Row("{0} < {1}", 4, "<", "({0} < {1})%N", "({0} < {1})%N"),
    "nat_le": Row(r"{0} \le {1}", 4, "<=", "({0} <= {1})%N", "({0} <= {1})%N"),
    "index_lt": Row("{0} < {1}", 4, "<", "({0} < {1})%N", "({0} < {1})%N"),
    # sets of indices
    "member": Row(r"{0} \in {1}", 4, "in", r"({0} \in {1})", r"({0} \in {1})"),
    "subset": Row(r"{0} \subseteq {1}", 4, "", r"({0} \subset {1})", r"({0} \subset {1})"),
    "meet": Row(r"{0} \cap {1}", 6, "", "({0} :&: {1})"),
    "join": Row(r"{0} \cup {1}", 6, "", "({0} :|: {1})"),
    "cardinal": Row("|{0}|", 9, "length", "#|{0}|"),
    # truth values
    "holds": Row("{0}", 4, "", "{0}", "{0}"),
    "and": Row(r" \text{ and } ", 3, "and", " /\\ ", " && "),
    "or": Row(r" \text{ or } ", 2, "or", " \\/ ", " || "),
    "not": Row(r"\neg ({0})", 9, "not", "(~ {0})", "(~~ {0})"),
    "implies": Row(r"{0} \Rightarrow {1}", 1, "implies", "({0} -> {1})", "({0} ==> {1})"),
    "iff": Row(r"{0} \Leftrightarrow {1}", 1, "=", "({0} <-> {1})", "({0} == {1})"),
}

BINDERS = {"sum", "forall", "exists", "matrix", "vector", "family", "comprehension"}
