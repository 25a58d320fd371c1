"""The console script `deliberation`.

Counting a file needs no application, database or settings, and starts without them.
"""

import sys


def main() -> None:
    """Count a file at once; everything else through the whole application."""
    if sys.argv[1:2] == ["count"]:
        from deliberation.cli.counting import count

        count.main(sys.argv[2:], prog_name="deliberation count")
    # Imported when it is called for: it takes seconds.
    from deliberation.cli.commands import main as everything

    everything()
