"""A small register in TOML, and the means to write another: only what matters stands in the test."""

HEAD = 'name = "prøve"\nversion = "1"\n'
SENIORITY = "[seniority]\nmonths = 6\n"


def a_provision(
    code: str = "BL § 90 nr. 3", *, title: str = "Træning", starts_on: str = "2024-01-01", more: str = ""
) -> str:
    """Write a ``[[provision]]``; ``more`` is further lines."""
    return f'[[provision]]\nprovision = "{code}"\ntitle = "{title}"\nstarts_on = {starts_on}\n{more}\n'


def a_rule(
    rule_id: str = "r",
    *,
    code: str = "BL § 90 nr. 3",
    level: str = "egenkompetence",
    limit: str | None = None,
    unit: str = "kr_aar",
    starts_on: str = "2024-01-01",
    ends_on: str | None = None,
    more: str = "",
) -> str:
    """Write a ``[[rule]]``; ``more`` is further lines."""
    lines = [f'[[rule]]\nrule_id = "{rule_id}"\nprovision = "{code}"\nlevel = "{level}"\nstarts_on = {starts_on}']
    if limit is not None:
        lines.append(f'limit = {limit}\nunit = "{unit}"')
    if ends_on is not None:
        lines.append(f"ends_on = {ends_on}")
    return "\n".join((*lines, more, ""))


def a_register(*entries: str, head: str = HEAD, seniority: str = SENIORITY) -> str:
    """Write a register of one provision and the entries."""
    return "".join((head, seniority, a_provision(), *entries))
