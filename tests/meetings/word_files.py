"""Word documents as people send them back, made by code: changed a little, or spoiled."""

import re
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path

DOCUMENT = "word/document.xml"


def changed(content: bytes, change: Callable[[str], str], part: str = DOCUMENT) -> bytes:
    """The document with one part rewritten."""
    return with_parts(content, {part: change(_part(content, part)).encode()})


def _part(content: bytes, part: str) -> str:
    with zipfile.ZipFile(BytesIO(content)) as packed:
        return packed.read(part).decode()


def with_parts(content: bytes, parts: Mapping[str, bytes | None]) -> bytes:
    """The document with parts put in, replaced, or taken away (None)."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, data in parts.items():
            if data is not None:
                new.writestr(name, data)
    return buffer.getvalue()


def paragraph_of(words: str) -> re.Pattern[str]:
    """The paragraph that says these words."""
    return re.compile(rf"<w:p>(?:(?!</w:p>).)*?{re.escape(words)}(?:(?!</w:p>).)*?</w:p>", re.DOTALL)


def in_place_of(content: bytes, words: str, paragraphs: str) -> bytes:
    """The paragraph that says these words replaced by others."""

    def change(xml: str) -> str:
        found = paragraph_of(words).search(xml)
        assert found, words
        return xml[: found.start()] + paragraphs + xml[found.end() :]

    return changed(content, change)


def run(words: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>'


def paragraph(*runs: str) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


def without_bookmarks(content: bytes) -> bytes:
    return changed(content, lambda xml: re.sub(r"<w:bookmark(Start|End)[^>]*/>", "", xml))


def through_office(content: bytes, *kinds: str) -> bytes:
    """What LibreOffice makes of a document when it saves it as each of these kinds in turn."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        at, profile = folder / "a.docx", f"-env:UserInstallation=file://{folder}/profile"
        at.write_bytes(content)
        for number, kind in enumerate(kinds):
            out = folder / str(number)
            subprocess.run(
                ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(out), str(at)],
                check=True,
                capture_output=True,
                timeout=180,
            )
            at = out / f"a.{kind}"
        return at.read_bytes()
