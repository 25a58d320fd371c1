"""The boxes of the paper form: a number each, the same on every sheet ever printed; and how a worker names a
category while typing. Pure.

A worker types the number beside the ticked box, or a code (B03, b3), or the first letters of the sounds
(zcd for 早餐店), or characters of the name.
"""

import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence

from deliberation.needs.catalogue import CATEGORIES

MATTERS = (
    "N02", "N03", "N04", "N05", "N06", "N07", "N08", "N09", "N10", "N11", "N12", "N13", "N99",
)  # fmt: skip
SHOPS = (
    "B04", "B05", "B03", "B01", "B02", "B12", "B06", "B09", "B11", "B13", "B19", "B20", "Q01", "B16",
    "Q08", "Q21",
)  # fmt: skip
# Numbers are never given to another category: sheets printed long ago still come back.
NUMBERS: Mapping[str, int] = {code: number for number, code in enumerate((*MATTERS, *SHOPS), 1)}
CODES: Mapping[int, str] = {number: code for code, number in NUMBERS.items()}

_SOUNDS = """
    N02 aqfh xf, N03 hjzz lh, N04 wtss wthd, N05 jmga hz, N06 tcycd tccd, N07 wza slh,
    N08 dlysdqr sdqr dl, N09 hjws ljfl, N10 wyyggkj wy, N11 ylyx, N12 yjyfz fz, N13 kjbm, N99 qt,
    B01 bld, B02 zhcs cs sqcs, B03 zcd, B04 csc, B05 sxcs cd, B06 wxd xxxb, B07 sqgf xx, B08 xrd,
    B09 mrmf lfd, B10 zxwy zxg, B11 jzfw jz, B12 yd, B13 yzkd kdd, B14 znkjx kdg, B15 znlszd,
    B16 zszyhs fphs, B17 xcd, B18 kccyd cyd, B19 sqst lnzc st, B20 sqyl ylfw, B21 qzc, Q01 tyjg tyd ty,
    Q02 sqhlz hl, Q03 lnyp my, Q04 mysss myss, Q05 tscyd tscy, Q06 dghb, Q07 xssd gxsd sd,
    Q08 ydjsf jsf js, Q09 yyg, Q10 dgnydc ydc, Q11 bjll ys, Q12 etyl tqly, Q13 whhd xxsj, Q14 xhlpd hd,
    Q15 cykfg kfg, Q16 cwfwz cwd, Q17 pxjyd px, Q18 lyfwd, Q19 gxkt zxs, Q20 zhsd, Q21 jrfwd yh,
    Q22 sqsyzx lllzx
"""
SOUNDS: Mapping[str, Sequence[str]] = {
    code: tuple(sounds) for code, *sounds in (row.upper().split() for row in _SOUNDS.split(","))
}


def boxes_of(codes: Collection[str], off: Collection[str]) -> list[tuple[int, str]]:
    """The boxes of one group that are printed: (number, code), without categories that are not in use."""
    return [(NUMBERS[code], code) for code in codes if code not in off]


def categories_meant(typed: str) -> list[str]:
    """The codes somebody may mean; one when it is clear, several to choose from, none when nothing fits."""
    text = unicodedata.normalize("NFKC", typed).strip().upper()
    if not text:
        return []
    if text.isascii() and text.isdigit():
        return [CODES[int(text)]] if len(text) < 4 and int(text) in CODES else []
    if (code := _code(text)) in CATEGORIES:
        return [code]
    exact, beginning = list(_sounding(text)), list(_sounding(text, beginning=True))
    return exact or beginning or [code for code, each in CATEGORIES.items() if text in each.zh.upper()]


def _code(text: str) -> str:
    """b3 → B03."""
    return f"{text[0]}{text[1:].zfill(2)}"


def _sounding(text: str, beginning: bool = False) -> Iterator[str]:
    for code, words in SOUNDS.items():
        if text in words or (beginning and any(word.startswith(text) for word in words)):
            yield code
