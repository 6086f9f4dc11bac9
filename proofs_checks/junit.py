"""Verdicts as JUnit XML, for continuous integration."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence

from theory.verdicts import Verdict


def junit(verdicts: Sequence[Verdict]) -> bytes:
    """One test case per claim; problems are failures, open questions are skipped tests, the word and its basis stand in each."""
    suite = ET.Element(
        "testsuite",
        name="sdl-atlas verify",
        tests=str(len(verdicts)),
        failures=str(sum(not v.settled for v in verdicts)),
        skipped=str(sum(v.settled and v.outcome == "undecided" for v in verdicts)),
        time=f"{sum(v.seconds for v in verdicts):.3f}",
    )
    for v in verdicts:
        subject, _, name = v.claim.partition(".")
        case = ET.SubElement(suite, "testcase", classname=subject, name=name, time=f"{v.seconds:.3f}")
        properties = ET.SubElement(case, "properties")
        for key, value in (
            ("outcome", v.effective),
            ("basis", v.basis),
            ("refutes", v.refutes),
            ("steps to read", v.steps_read),
        ):
            ET.SubElement(properties, "property", name=key, value=str(value))
        if not v.settled:
            ET.SubElement(case, "failure", message=f"{v.outcome}, expected {v.expected}").text = "\n".join(v.problems)
        elif v.outcome == "undecided":
            ET.SubElement(case, "skipped", message="open question")
    ET.indent(suite)
    return ET.tostring(suite, encoding="utf-8", xml_declaration=True)
