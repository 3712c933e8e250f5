"""What are alarms, objections and overrides called in a summary of the log? The same as on the pages."""

from collections.abc import Mapping

from sagstyngde.alarm import AlarmAction, AlarmKind
from sagstyngde.dissent import DissentAnswer, DissentReason
from sagstyngde.judgement import OverrideReason

ALARMS: Mapping[str, str] = {
    AlarmKind.OVERLOAD: "Over grænsen",
    AlarmKind.RAMP: "Indfasning",
    AlarmKind.DEADLINE: "Frist",
    AlarmKind.NO_CASEWORKER: "Uden sagsbehandler",
    AlarmKind.NO_CONTACT: "Længe uden kontakt",
    AlarmKind.DISSENT: "Indsigelse uden svar",
    AlarmKind.SIBLINGS_SPLIT: "Søskende adskilt",
    AlarmKind.LEAVING: "Fratrædelse",
    AlarmKind.DISAGREEMENT: "Uenighed om kategori",
}
ACTIONS: Mapping[str, str] = {
    AlarmAction.PLACED: "Sagen er fordelt",
    AlarmAction.MOVED: "Sager er flyttet",
    AlarmAction.RELIEVED: "Der er tilført tid eller hjælp",
    AlarmAction.DECIDED: "Det er gjort i sagen",
    AlarmAction.ACCEPTED: "Aftalt fravigelse til og med en dag",
    AlarmAction.DISCUSSED: "Drøftet, ingen ændring",
    AlarmAction.MISTAKEN: "Advarslen tager fejl",
}
DISSENTS: Mapping[str, str] = {
    DissentReason.LOAD: "For meget i forvejen",
    DissentReason.COMPETENCE: "Mangler en kompetence, sagen kræver",
    DissentReason.DISQUALIFIED: "Mulig inhabilitet",
    DissentReason.RELATION: "Forholdet til familien",
    DissentReason.DISTANCE: "For langt til familien",
    DissentReason.OTHER: "Andet",
}
ANSWERS: Mapping[str, str] = {
    DissentAnswer.MOVED: "Sagen går til en anden",
    DissentAnswer.HELPED: "En anden hjælper i sagen",
    DissentAnswer.RELIEVED: "Aflastning på anden vis",
    DissentAnswer.KEPT: "Tildelingen bliver, som den er",
}
OVERRIDES: Mapping[str, str] = {
    OverrideReason.UNRECORDED_CIRCUMSTANCES: "Forhold, der ikke er registreret",
    OverrideReason.KNOWS_THE_FAMILY: "Kendskab til familien",
    OverrideReason.ERROR_IN_FACTS: "Fejl i oplysningerne",
    OverrideReason.NEW_LAW_OR_PRACTICE: "Ny lovgivning eller praksis",
    OverrideReason.MODEL_OVERWEIGHTS: "Modellen lægger for meget vægt på et forhold",
    OverrideReason.OTHER: "Andet",
}
