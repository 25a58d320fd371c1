"""One line a claim: what was measured, the aim, and whether it was met."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Claim:
    """Something we say about speed: a name, the figure seen, the aim in words, and whether it held."""

    name: str
    measured: str
    aim: str
    met: bool

    def line(self) -> str:
        return f"{self.name}: {self.measured} (aim {self.aim}) {'ok' if self.met else 'short'}"


def at_most(name: str, measured: float, most: float, unit: str) -> Claim:
    """A figure that should not be above something."""
    return Claim(name, f"{measured:.2f} {unit}", f"≤ {most:g} {unit}", measured <= most)


def at_least(name: str, measured: float, least: float, unit: str) -> Claim:
    """A figure that should not be below something."""
    return Claim(name, f"{measured:.2f} {unit}", f"≥ {least:g} {unit}", measured >= least)


def tell(claims: list[Claim]) -> None:
    """Print the claims, last in the output."""
    print()
    for claim in claims:
        print(claim.line())
