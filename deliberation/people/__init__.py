"""People: residents on the roll, accounts, roles, invitation codes, what the counter settles.

The roll states who lives behind a door and how many adults a household has. An account is how somebody
signs in: a resident's is tied to a place on the roll, staff's to roles with a scope. Registrations
beyond the adults the roll states stay unconfirmed, and cannot vote, until a worker confirms them. Phone
numbers are sealed and found again by a blind index.
"""
