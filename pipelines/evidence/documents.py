"""Which documents are there? Everything that is made of chapters, each under the name its files get."""

from pipelines.evidence import annex_life, annex_model, datasheet, instructions, log_paper, municipal, risk_paper
from pipelines.evidence.group_tables import group_grids
from pipelines.evidence.known import Known
from pipelines.evidence.paper import Chapter, Document

ANNEX = "teknisk-dokumentation"


def documents(known: Known) -> tuple[Document, ...]:
    """Return every document that is made of chapters."""
    annex = (*annex_model.model_chapters(known), *annex_life.life_chapters(known))
    return tuple(
        Document(
            name=name,
            title=title,
            about=about,
            made_on=known.at.date(),
            model=known.manifest.content_hash,
            invented=known.manifest.synthetic,
            chapters=chapters,
        )
        for name, title, about, chapters in (
            (ANNEX, "Teknisk dokumentation", "AI-forordningens bilag IV, afsnit 1 til 9.", annex),
            (
                "brugsanvisning",
                "Brugsanvisning",
                "Formål, grænser og brug (artikel 13).",
                instructions.instructions(known),
            ),
            ("datablad", "Datablad", "Hvad modellen er lært af (artikel 10).", datasheet.data_chapters(known)),
            ("gruppetal", "Gruppetal", "Fejl og undervurdering for hver gruppe.", _groups(known)),
            ("risici", "Risici", "Risikoregister med prøver (artikel 9).", risk_paper.risk_chapters(known)),
            ("logoversigt", "Logoversigt", "Et års log i tal (artikel 12, 19 og 26).", log_paper.log_chapters(known)),
            (
                "genspilning",
                "Genspilning",
                "Kan svarene gives igen? (artikel 12)",
                log_paper.replay_chapters(known.replay),
            ),
            (
                "konsekvensanalyse-databeskyttelse",
                "Konsekvensanalyse vedrørende databeskyttelse",
                "Skabelon efter databeskyttelsesforordningens artikel 35.",
                municipal.data_protection(known),
            ),
            (
                "konsekvensanalyse-grundrettigheder",
                "Konsekvensanalyse vedrørende grundlæggende rettigheder",
                "Skabelon efter AI-forordningens artikel 27.",
                municipal.fundamental_rights(known),
            ),
            (
                "konsekvensanalyse-forvaltningsret",
                "Forvaltningsretlig konsekvensanalyse",
                "Skabelon: hvad forvaltningsretten kræver.",
                municipal.administrative_law(known),
            ),
            (
                "meddelelse-til-medarbejdere",
                "Meddelelse til sagsbehandlere og deres repræsentanter",
                "Skabelon efter AI-forordningens artikel 26, stk. 7.",
                municipal.notice(known),
            ),
        )
    )


def _groups(known: Known) -> tuple[Chapter, ...]:
    if known.figures is None:
        return (Chapter(code="grupper", title="Gruppetal", lacking=annex_model.NOT_TRIED),)
    told = (
        "Målt på de nyeste sager, som modellen ikke har set. »Kan ikke afgøres« betyder, at der er for få sager til "
        "at sige "
        "det, ikke at der ingen forskel er.",
    )
    return (Chapter(code="grupper", title="Gruppetal", texts=told, grids=tuple(group_grids(known.figures))),)
