"""An illustration: one certificate that stands beside an argument and proves nothing of it.

Accepted means that the certificate inside is accepted.  It is an example, a small case decided, a picture in numbers; no verdict
counts it, and no theorem rests on it.

asserts: ``caption`` (text), optional ``means``
witness: ``certificate``
"""

from __future__ import annotations

from typing import Any

from theory.certificates.exact_numbers import Rejected
from theory.certificates.statement import only
from theory.certificates.text import quoted


def check(asserts: dict[str, Any], witness: dict[str, Any]) -> str:
    from theory.certificates.checker import check as check_certificate  # as in the kind proof

    only(asserts, {"caption"}, {"means"})
    only(witness, {"certificate"}, set(), "witness")
    certificate = witness["certificate"]
    if not isinstance(asserts["caption"], str):
        raise Rejected("caption: must be text")
    if not isinstance(certificate, dict) or certificate.get("kind") in ("proof", "illustration"):
        raise Rejected("certificate: neither a proof nor an illustration may be nested in an illustration")
    return f"an illustration with the caption {quoted(asserts['caption'])}; what is checked: {check_certificate(certificate)}"
