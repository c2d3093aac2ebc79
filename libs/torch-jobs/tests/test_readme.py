"""The README's example, run as it stands."""

from __future__ import annotations

import re
from pathlib import Path


def test_the_example_in_the_readme_holds() -> None:
    readme = Path(__file__).parents[1] / "README.md"
    (example,) = re.findall(r"^```python\n(.*?)^```", readme.read_text("utf-8"), re.M | re.S)
    assert "assert" in example

    exec(compile(example, str(readme), "exec"), {})
