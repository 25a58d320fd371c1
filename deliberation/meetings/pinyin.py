"""The initials a name is found by at the door: 赵一鸣 → zym; family names are read as families read them."""

import unicodedata

from pypinyin import Style, lazy_pinyin

LONGEST = 60
# Family names whose reading is not the commonest one of their character, by the letter they begin with.
_READ = {
    "b": "秘",
    "c": "种重",
    "g": "句",
    "k": "阚适",
    "n": "佴",
    "o": "区",
    "p": "繁",
    "q": "仇覃",
    "s": "单折召",
    "w": "隗",
    "x": "解郇厘",
    "y": "乐",
    "z": "曾查翟祭藏",
}
SURNAMES = {name: letter for letter, names in _READ.items() for name in names}
DOUBLE_SURNAMES = {
    "尉迟": "yc",
    "万俟": "mq",
    "澹台": "tt",
    "单于": "cy",
    "乐正": "yz",
}


def initials_of(name: str) -> str:
    """The first letters of a name's syllables, in small letters; what has no reading is left out."""
    plain = "".join(unicodedata.normalize("NFKC", name).split())
    for family, read in ((plain[:2], DOUBLE_SURNAMES), (plain[:1], SURNAMES)):
        if family in read:
            return (read[family] + _letters(plain[len(family) :]))[:LONGEST]
    return _letters(plain)[:LONGEST]


def _letters(text: str) -> str:
    heard = lazy_pinyin(text, style=Style.FIRST_LETTER, errors=_plain)
    return "".join(each for each in heard if each).lower()


def _plain(unread: str) -> str:
    """Letters somebody's name is written in stay; signs and figures are not heard."""
    return "".join(letter for letter in unread if letter.isascii() and letter.isalpha())
