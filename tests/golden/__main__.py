"""`python -m tests.golden`: write the golden texts anew."""

import shutil
import tempfile
from pathlib import Path

from tests.golden import HERE, WIDTHS, library, texts

for width in WIDTHS:
    shutil.rmtree(HERE / str(width), ignore_errors=True)
    (HERE / str(width)).mkdir()
with tempfile.TemporaryDirectory() as space, library(Path(space)) as home:
    for name, text in texts(home):
        (HERE / name).write_text(text)
        print(name)
