"""Triggers with which the database itself refuses to change what stands: used by the migrations alone."""

from alembic import op


def guard(table: str, act: str, when: str = "", part: str = "") -> None:
    """Have the database refuse `act` (INSERT, UPDATE or DELETE) on a table's rows, all of them or those of
    `when`, a condition over OLD and NEW that may look into other tables; `part` names a further guard of the
    same act."""
    name = _name(table, act, part)
    refusal = f"{table} is append-only"
    if op.get_bind().dialect.name == "sqlite":
        condition = f"WHEN ({when}) " if when else ""
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW {condition}"
            f"BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {when or 'TRUE'} THEN RAISE EXCEPTION '{refusal}'; END IF; "
        f"RETURN {'OLD' if act == 'DELETE' else 'NEW'}; END $$"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def unguard(table: str, act: str, part: str = "") -> None:
    """Take a guard away again."""
    name = _name(table, act, part)
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"DROP TRIGGER {name}")
        return
    op.execute(f"DROP TRIGGER {name} ON {table}")
    op.execute(f"DROP FUNCTION {name}()")


def _name(table: str, act: str, part: str) -> str:
    return "_".join(filter(None, ("guard", table, act.lower(), part)))
