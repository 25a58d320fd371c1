"""Voting rounds (投票): residents choose among shortlisted needs, and anybody can recount.

A worker plans a round (draft); announcing it freezes everything and the register (announced); it is open from
its first to its last moment, due until somebody or the sweep counts it, then closed with its result, or
annulled with a public reason and no result. Which of these it is follows from facts, see `rules.state_at`.

A ballot is kept under a token, HMAC(round secret, round | voter): no voter, no time, no "has voted" row. The
round secret is a file outside the database (`keys`). The close matches tokens with the register, builds the
board (`board`), replaces tokens with random ones, and destroys the secret. `recount` goes with every board.

The secret ballot on a meeting's motion (`motion_rounds`) is a round of those in the hall: it stands in no
list, opens at once, and may be stopped by hand, once. See docs/decisions/0016.
"""
