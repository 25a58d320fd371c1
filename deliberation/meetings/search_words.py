"""What the index of minutes keeps of a text: its places as words, every pair of characters once. Pure."""

from deliberation.needs.grams import grams, place_word

SCOPES = (6, 9, 12)


def document(community_code: str, text: str) -> str:
    """The words of a text, found from its community, its street and its district alike."""
    places = [place_word(community_code[:length]) for length in SCOPES]
    return " ".join(dict.fromkeys([*places, *grams(text)]))


def scope_word(scope: str) -> str | None:
    """The word that stands for a place in the index; none for places larger than a district."""
    return place_word(scope) if len(scope) in SCOPES else None
