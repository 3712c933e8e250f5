"""How is it said whose word counts, and why somebody set a suggestion aside?"""

from collections.abc import Mapping

from features.scheme import Scheme
from sagstyngde.judgement import Basis, NoCategoryReason, OverrideReason, Weight
from serve.language import _, later
from serve.wording import category_name
from serve.written import inside

OVERRIDE_REASONS: Mapping[OverrideReason, str] = {
    OverrideReason.UNRECORDED_CIRCUMSTANCES: later("Forhold, der ikke er registreret"),
    OverrideReason.KNOWS_THE_FAMILY: later("Kendskab til familien"),
    OverrideReason.ERROR_IN_FACTS: later("Fejl i oplysningerne"),
    OverrideReason.NEW_LAW_OR_PRACTICE: later("Ny lovgivning eller praksis"),
    OverrideReason.MODEL_OVERWEIGHTS: later("Modellen lægger for meget vægt på et forhold"),
    OverrideReason.OTHER: later("Andet; skriv hvad"),
}
NO_CATEGORY_REASONS: Mapping[NoCategoryReason, str] = {
    NoCategoryReason.TOO_LITTLE_KNOWN: later("For lidt er oplyst"),
    NoCategoryReason.NONE_FITS: later("Ingen af kategorierne passer"),
    NoCategoryReason.OUTSIDE: later("Barnet er uden for målgruppen"),
}
_WHOSE: Mapping[Basis, str] = {
    Basis.JUDGEMENT: later("en fagpersons egen vurdering"),
    Basis.OVERRIDE: later("en fagperson har tilsidesat forslaget"),
    Basis.CONFIRMATION: later("en fagperson har bekræftet forslaget"),
}


def settled_sentence(weight: Weight, scheme: Scheme) -> str:
    """Say what counts after a person has spoken; nothing before that."""
    if weight.basis not in _WHOSE:
        return ""
    named = None if weight.category is None else inside(category_name(scheme.scale, weight.category))
    return _("Det, der gælder: {category} ({whose}).").format(
        category=named or _("kan ikke målgruppevurderes"), whose=_(_WHOSE[weight.basis])
    )
