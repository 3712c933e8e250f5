"""How common is each fact in the invented municipality? Published shares where there are any, marked as ours where not.

Sources: Danmarks Statistik, Handicapkompenserende indsatser til børn og unge 2022 (10,300 children, 12,200 measures;
nyt 50941) for ages and the measures of barnets lov §§ 83-85, 89 and 90; Department for Education, Children in need
2024, table B2 (disability by type) for impairments. All other shares are our own guesses.
"""

from collections.abc import Mapping

THEMES = (
    "fysiske_funktioner", "mentale_funktioner", "sociale_forhold", "sundhedsforhold", "relationer", "samfundsliv",
    "kommunikation", "praktiske_opgaver", "egenomsorg", "mobilitet", "omgivelser",
)  # fmt: skip
INQUIRIES = ("screening", "afdaekning", "boernefaglig_undersoegelse", "sel_uden_undersoegelse", "sel_50")

IMPAIRMENTS: Mapping[str, float] = {
    # England 2024, per cent of children in need with a recorded disability; nearest FFB term
    "autismespektrum": 0.442,  # Autism
    "udviklingshaemning": 0.344,  # Learning difficulties
    "opmaerksomhedsforstyrrelse": 0.194,  # Behaviour
    "kommunikationsnedsaettelse": 0.161,  # Communication
    "mobilitetsnedsaettelse": 0.127,  # Mobility
    "synsnedsaettelse": 0.057,  # Vision
    "hoerenedsaettelse": 0.037,  # Hearing
    "hjerneskade": 0.035,  # Consciousness
    # ours
    "psykiske_vanskeligheder": 0.11,
    "sjaelden": 0.04,
    "multipel": 0.05,
    "anden": 0.09,
}
"""Impairment groups and the share of cases in which each is stated."""

SHIFTS: Mapping[tuple[str, str], float] = {
    ("autismespektrum", "relationer"): 0.6,
    ("autismespektrum", "mentale_funktioner"): 0.4,
    ("autismespektrum", "samfundsliv"): 0.3,
    ("udviklingshaemning", "mentale_funktioner"): 0.6,
    ("udviklingshaemning", "praktiske_opgaver"): 0.5,
    ("udviklingshaemning", "egenomsorg"): 0.3,
    ("opmaerksomhedsforstyrrelse", "relationer"): 0.3,
    ("kommunikationsnedsaettelse", "kommunikation"): 1.0,
    ("hoerenedsaettelse", "kommunikation"): 0.8,
    ("synsnedsaettelse", "omgivelser"): 0.6,
    ("mobilitetsnedsaettelse", "mobilitet"): 1.3,
    ("mobilitetsnedsaettelse", "fysiske_funktioner"): 1.0,
    ("hjerneskade", "fysiske_funktioner"): 0.7,
    ("multipel", "egenomsorg"): 0.8,
    ("multipel", "mobilitet"): 0.8,
    ("sjaelden", "sundhedsforhold"): 0.8,
    ("psykiske_vanskeligheder", "sociale_forhold"): 0.5,
}
"""How much an impairment moves a theme's latent loss of function, in its standard deviations."""

AGE_BANDS = ((0.1, 6.0, 0.24), (6.0, 12.0, 0.38), (12.0, 17.9, 0.38))
"""From age, to age, share of children: Danmarks Statistik 2022."""

COUNTED_SHARE = 0.62
"""Share of cases that ask for a measure Danmarks Statistik counts; §§ 86-87 are outside its table. Ours."""

COUNTED: Mapping[str, tuple[float, float, float]] = {
    # Measures per child aged 0-5, 6-11, 12-17, so that the total agrees with 2022
    "bl_83": (0.53, 0.12, 0.0),  # særlige dagtilbud: 1,800, of which 73 % aged 0-5
    "bl_84": (0.0, 0.07, 0.16),  # særlige klubtilbud: 900
    "bl_85": (0.09, 0.04, 0.005),  # the remaining 3,000 measures: our split
    "bl_89": (0.0, 0.0, 0.28),
    "bl_90_1": (0.06, 0.09, 0.10),
    "bl_90_2": (0.24, 0.68, 0.83),  # aflastning: 6,500, half of them 12-17, 9 % 0-5
    "bl_90_3": (0.06, 0.06, 0.055),
}
UNCOUNTED: Mapping[str, tuple[float, float, float]] = {
    "bl_32": (0.08, 0.12, 0.14),
    "bl_86": (0.42, 0.40, 0.34),
    "bl_87": (0.32, 0.25, 0.16),
    "bl_90_4": (0.16, 0.11, 0.09),
}
ADVICE = "bl_81"
"""What a case that applies for nothing is about."""

PARTNERS: Mapping[str, tuple[float, float, float]] = {
    "dagtilbud": (0.80, 0.03, 0.0),
    "fysioterapi": (0.28, 0.17, 0.14),
    "jobcenter": (0.0, 0.0, 0.10),
    "ppr": (0.45, 0.44, 0.32),
    "psykiatri": (0.05, 0.22, 0.32),
    "skole": (0.05, 0.86, 0.76),
    "sundhedspleje": (0.42, 0.08, 0.0),
    "sygehus": (0.42, 0.30, 0.26),
    "tilbud": (0.05, 0.12, 0.17),
    "voksenafdeling": (0.0, 0.0, 0.18),
}
ONLY_PARTNER = "egen_laege"
"""The partner of a case that has no other."""

FLAGS: Mapping[str, tuple[float, float, float]] = {
    # share, loading on severity, loading on strain
    "interpreter": (0.08, 0.0, 0.0),
    "representative": (0.15, 0.1, 0.4),
    "complaint": (0.12, 0.0, 0.5),
    "conflict": (0.12, 0.1, 0.6),
    "notification": (0.18, 0.0, 0.5),
    "placement_considered": (0.06, 0.3, 0.5),
    "committee_decision": (0.30, 0.5, 0.1),
    "acute": (0.06, 0.3, 0.3),
    "moved_municipality": (0.06, 0.0, 0.0),
    "reassessment": (0.22, -0.2, 0.0),
}
REASSESSMENT_WAVE = 0.45
"""Share of § 86 cases that are reassessments after 1 Sep 2025: old grants run until 1 Sep 2027 at the latest."""

GAPS: Mapping[str, float] = {"flag": 0.03, "count": 0.03, "choice": 0.02, "impairments": 0.04, "partners": 0.03}
"""Share of blank cells by kind of fact; the levels have their own rule."""
