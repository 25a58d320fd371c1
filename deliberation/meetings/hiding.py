"""Names hidden in a text, however they are typed there: spaced, dotted, in full-width letters, noted. Pure.

Chinese marks no words, so a name is hidden wherever its characters stand together: rather 高* in “高明的办法”
than a neighbour's name in public. A longer name that may be shown is not cut by a shorter one that may not.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache

from deliberation.meetings.surnames import DOUBLE_SURNAMES, SURNAMES
from deliberation.wording import INVISIBLE, mask_name

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
BETWEEN = re.compile("[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000·•・‧∙⋅᛫●﹒․.˙ㆍ]")
APART = " {0,3}"
NOTE = re.compile(r"[(\[【〔](.*?)(?:[)\]】〕]|$)")
FIRST_WORD = re.compile(f"[{HAN}]{{2,}}(?=[^{HAN}])")
DOTTED = re.compile(f"([{HAN}]{{2,}}) ([{HAN}]{{2,}})")
PLAIN = re.compile(f"[{HAN}]{{2,4}}")
LETTER = re.compile("[0-9a-z]")
# With these a word ends that names an office or a body rather than a person.
OFFICES = "会委局处站队院校司部办所组室店长任人民方记员师厂村区街楼层梯灯户保社"
PHONE = re.compile(r"(?<![0-9A-Za-z])([1１][3-9３-９]\d)[ -]?\d{4}[ -]?(\d{4})(?![0-9A-Za-z])")
CITIZEN = re.compile(r"(?<![0-9A-Za-z])(\d{4})\d{10}(\d{3}[\dXxＸ])(?![0-9A-Za-z])")
# A building may be told, a door may not: 3号楼2单元501室, 3-2-501, 501室, 五零一室.
UNIT = re.compile(
    r"([0-9０-９一二三四五六七八九十]{1,3}单元)\s*[0-9０-９一二三四五六七八九十零〇]{3,4}(室|号|户)?"
)
DOOR = re.compile(r"(?<!\d)[0-9０-９零〇一二三四五六七八九]{3,4}\s*(室|号房)")
DASHED = re.compile(r"(?<![0-9A-Za-z－-])(\d{1,3}[-－—]\d{1,2}[-－—])\d{3,4}(?![0-9A-Za-z－-])")
SHORTEST_PART, LONGEST_PART = 3, 6


@cache
def _folded(character: str) -> str:
    """A character as it is compared: full-width forms folded, all blanks and dots between names alike."""
    if INVISIBLE.match(character):
        return ""
    if BETWEEN.match(character):
        return " "
    plain = unicodedata.normalize("NFKC", character).lower()
    return BETWEEN.sub(" ", plain)


def folded(text: str) -> str:
    """A text as it is compared."""
    return "".join(map(_folded, text))


class Cover:
    """Lies over texts: of the names to hide only the first character is seen."""

    def __init__(self, hide: Iterable[str], show: Iterable[str] = ()) -> None:
        shown = {key for name in show for key in (_key(name),) if key}
        hidden = {
            key: _mask(name.strip(), alias)
            for name in hide
            for alias in sorted(aliases(name))
            for key in (_key(alias),)
            if len(key) > 1 and key not in shown
        }
        self._masks = hidden
        keys = sorted({*shown, *hidden}, key=lambda key: (-len(key), key)) if hidden else []
        self._names = re.compile("|".join(map(_spelled, keys))) if keys else None

    def over(self, text: str) -> str:
        """The text with each name to hide replaced by its masked form."""
        if self._names is None or not text:
            return text
        parts = [_folded(character) for character in text]
        found = [*self._names.finditer("".join(parts))]
        if not found:
            return text
        places = [place for place, part in enumerate(parts) for _each in part]
        return "".join(self._pieces(text, places, found))

    def _pieces(self, text: str, places: list[int], found: list[re.Match[str]]) -> Iterator[str]:
        done = 0
        for match in found:
            mask = self._masks.get(match[0].replace(" ", ""))
            if mask is None:
                continue
            begin, end = places[match.start()], places[match.end() - 1] + 1
            yield text[done:begin] + mask
            done = end
        yield text[done:]


def without_numbers(text: str) -> str:
    """A text as outsiders read it: no phone, identity or door number."""
    text = PHONE.sub(r"\1****\2", CITIZEN.sub(r"\1**********\2", text))
    return DASHED.sub(r"\1***", DOOR.sub(r"***\1", UNIT.sub(r"\1***", text)))


def hidden(text: str, names: Iterable[str], shown: Iterable[str] = ()) -> str:
    """A text with each of these names masked; names that are `shown` stay whole."""
    return Cover(names, shown).over(text)


def _mask(name: str, alias: str) -> str:
    """The mask of a name, or of what else somebody is called, with its letters as they were typed."""
    masked = mask_name(NOTE.sub("", alias).strip())
    return name[:1] + masked[1:] if _key(name)[:1] == alias[:1] else masked


def _key(name: str) -> str:
    return folded(name).replace(" ", "")


def _spelled(key: str) -> str:
    """The pattern of a name: up to three blanks or dots between its characters; letters stand alone."""
    before = "(?<![0-9a-z])" if LETTER.match(key[0]) else ""
    after = "(?![0-9a-z])" if LETTER.match(key[-1]) else ""
    return before + APART.join(map(re.escape, key)) + after


def aliases(name: str) -> set[str]:
    """How somebody on a list may be called in a text: without the note (张三（3号楼）), by a longer part."""
    plain = folded(name).strip()
    bare = NOTE.sub(" ", plain).strip()
    found = {plain, bare} | {part for part in bare.split(" ") if _is_part(part, bare)}
    first = FIRST_WORD.match(bare)
    if first:
        found.add(first[0])
    found |= {word for note in NOTE.findall(plain) for word in _endings(note) if looks_like_a_name(word)}
    return {each for each in found if each}


def _endings(note: str) -> set[str]:
    """The last two, three and four characters of every run of a note: 李四 of 代李四."""
    return {run[-length:] for run in re.findall(f"[{HAN}]{{2,}}", note) for length in (2, 3, 4)}


def _is_part(part: str, whole: str) -> bool:
    """Long enough to mean one person: 阿依古丽 of 阿依古丽·买买提."""
    return part != whole and len(part) >= SHORTEST_PART and PLAIN.match(part) is not None


def looks_like_a_name(text: str) -> bool:
    """Whether a typed word is a person's name rather than an office's: 郑七, 阿依古丽·买买提, not 居委会."""
    plain = NOTE.sub(" ", folded(text)).strip()
    if DOTTED.fullmatch(plain):
        return True
    plain = plain.replace(" ", "")
    if not PLAIN.fullmatch(plain) or plain[-1] in OFFICES:
        return False
    return plain[0] in SURNAMES or plain[:2] in DOUBLE_SURNAMES


def possible_names(text: str) -> set[str]:
    """Every run of three or four characters of a text that begins like a name."""
    plain = re.sub(f"(?<=[{HAN}]) +(?=[{HAN}])", "", folded(text))
    found = {
        run[0][place : place + length]
        for run in re.finditer(f"[{HAN}]{{3,}}", plain)
        for place in range(len(run[0]) - 2)
        if run[0][place] in SURNAMES or run[0][place : place + 2] in DOUBLE_SURNAMES
        for length in (3, 4)
    }
    return {each for each in found if len(each) >= SHORTEST_PART} | _dotted(text)


def _dotted(text: str) -> set[str]:
    """Every way to read a dotted name out of its neighbourhood: where it begins and ends is not marked."""
    return {
        f"{run[1][-left:]}·{run[2][:right]}"
        for run in DOTTED.finditer(folded(text))
        for left in range(2, min(len(run[1]), LONGEST_PART) + 1)
        for right in range(2, min(len(run[2]), LONGEST_PART) + 1)
    }
