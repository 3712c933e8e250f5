"""How is it said whose word counts, and why somebody set a suggestion aside?"""

from collections.abc import Mapping

from features.scheme import Scheme
from sagstyngde.judgement import Basis, OverrideReason, Weight
from serve.wording import category_name
from serve.written import inside

OVERRIDE_REASONS: Mapping[OverrideReason, str] = {
    OverrideReason.UNRECORDED_CIRCUMSTANCES: "Forhold, der ikke er registreret",
    OverrideReason.KNOWS_THE_FAMILY: "Kendskab til familien",
    OverrideReason.ERROR_IN_FACTS: "Fejl i oplysningerne",
    OverrideReason.NEW_LAW_OR_PRACTICE: "Ny lovgivning eller praksis",
    OverrideReason.MODEL_OVERWEIGHTS: "Modellen lægger for meget vægt på et forhold",
    OverrideReason.OTHER: "Andet; skriv hvad",
}
_WHOSE: Mapping[Basis, str] = {
    Basis.JUDGEMENT: "en fagpersons egen kategori",
    Basis.OVERRIDE: "en fagperson har tilsidesat forslaget",
    Basis.CONFIRMATION: "en fagperson har bekræftet forslaget",
}


def settled_sentence(weight: Weight, scheme: Scheme) -> str:
    """Say what counts after a person has spoken; nothing before that."""
    if weight.basis not in _WHOSE:
        return ""
    named = None if weight.category is None else inside(category_name(scheme.scale, weight.category))
    return f"Det, der gælder: {named or 'kan ikke målgruppevurderes'} ({_WHOSE[weight.basis]})."
