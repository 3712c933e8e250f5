"""What do the pages of the designs' coverage call what they have in common? In Danish."""

NAMES = {
    "days 0.8": "dage, −20 %",
    "granted 0.0": "andel bevilget, 0 point",
    "spending 1.0": "udgift, 0 %",
    "spending 1.05": "udgift, +5 %",
}
HARDER = "Sværere (dage, −20 %, 36 måneder, ρ 0,3, 12 teams)"
LOW, HIGH = 0.93, 0.97
"""The bar for coverage."""
