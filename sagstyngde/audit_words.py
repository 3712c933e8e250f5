"""What is a look called when a citizen asks who has looked? Danish words for every operation, role and outcome."""

from collections.abc import Mapping

from sagstyngde.audit import Outcome
from sagstyngde.operations import Operation

DONE: Mapping[Operation, str] = {
    Operation.CHILD_REGISTER: "Registrerede barnet",
    Operation.CHILD_IDENTIFY: "Slog barnets navn og CPR-nummer op",
    Operation.CASE_CREATE: "Oprettede sagen",
    Operation.CASE_READ: "Læste sagen",
    Operation.CASE_LIST: "Så sagen på en liste",
    Operation.CASE_HISTORY: "Læste sagens tidligere oplysninger",
    Operation.CASE_UPDATE: "Ændrede sagens oplysninger",
    Operation.CASE_CLOSE: "Lukkede sagen",
    Operation.CASE_ERASE: "Slettede sagen eller barnet",
    Operation.ASSESSMENT_CREATE: "Fik beregnet en vurdering af sagen",
    Operation.ASSESSMENT_BATCH: "Fik beregnet en vurdering af sagen sammen med andre",
    Operation.ASSESSMENT_READ: "Læste en vurdering af sagen",
    Operation.ASSESSMENT_LIST: "Læste vurderingerne af sagen",
    Operation.CASE_ASSESS: "Lod sagen vurdere på ny",
    Operation.ASSESSMENT_CONFIRM: "Bekræftede en vurdering af sagen",
    Operation.ASSESSMENT_OVERRIDE: "Tilsidesatte en vurdering af sagen",
    Operation.HOURS_BATCH: "Registrerede timer på sagen",
    Operation.JUDGEMENT_RECORD: "Skrev sin egen faglige vurdering af sagen",
    Operation.HOURS_IMPORT: "Indlæste timer brugt på sagen",
    Operation.STAFF_LIST: "Læste listen over medarbejdere",
    Operation.STAFF_READ: "Læste om medarbejdere",
    Operation.STAFF_WRITE: "Ændrede oplysninger om medarbejdere",
    Operation.STAFF_IMPORT: "Indlæste en liste over medarbejdere",
    Operation.ABSENCE_WRITE: "Ændrede medarbejderes fravær",
    Operation.ABSENCE_WITHDRAW: "Trak et fravær tilbage",
    Operation.CASELOAD_LIST: "Så medarbejdernes belastning",
    Operation.CASELOAD_READ: "Så sagen i en sagsstamme",
    Operation.PLAN_PROPOSE: "Lod sagen indgå i et fordelingsforslag",
    Operation.PLAN_LIST: "Så listen over fordelingsforslag",
    Operation.PLAN_READ: "Så sagen i et fordelingsforslag",
    Operation.PLAN_IMPACT: "Så, hvad et fordelingsforslag med sagen betyder",
    Operation.PLAN_TRY: "Prøvede en ændring af et fordelingsforslag med sagen",
    Operation.PLAN_EDIT: "Rettede i et fordelingsforslag med sagen",
    Operation.PLAN_COMMIT: "Fordelte sagen",
    Operation.PLAN_WITHDRAW: "Trak et fordelingsforslag med sagen tilbage",
    Operation.PLACEMENT_MAKE: "Gav sagen til en sagsbehandler",
    Operation.PLACEMENT_LIST: "Så, hvem der har og har haft sagen",
    Operation.PLACEMENT_END: "Afsluttede en medhjælpers arbejde på sagen",
    Operation.DISQUALIFICATION_RECORD: "Registrerede, at en sagsbehandler er inhabil i sagen",
    Operation.DISQUALIFICATION_WITHDRAW: "Trak en inhabilitet i sagen tilbage",
    Operation.DECISION_ROUTE: "Spurgte, hvem der må træffe en afgørelse i sagen",
    Operation.DECISION_LIST: "Så sagens afgørelser",
    Operation.DECISION_RECORD: "Registrerede en afgørelse i sagen",
    Operation.DECISION_APPEAL: "Registrerede udfaldet af en klage i sagen",
    Operation.DECISION_WITHDRAW: "Trak en fejlregistreret afgørelse i sagen tilbage",
    Operation.MILESTONE_RECORD: "Registrerede et skridt i sagen",
    Operation.MILESTONE_LIST: "Så sagens skridt og frister",
    Operation.MILESTONE_WITHDRAW: "Trak et fejlregistreret skridt i sagen tilbage",
    Operation.MANDATE_READ: "Så kompetenceplanen",
    Operation.MANDATE_VERSIONS: "Så kompetenceplanens udgaver",
    Operation.MANDATE_CHECK: "Prøvede en kompetenceplan",
    Operation.MANDATE_ADOPT: "Vedtog en kompetenceplan",
    Operation.MANDATE_MINE: "Så, hvad en sagsbehandler selv må afgøre",
    Operation.POLICY_READ: "Så fordelingspolitikken",
    Operation.POLICY_VERSIONS: "Så fordelingspolitikkens udgaver",
    Operation.POLICY_CHECK: "Prøvede en fordelingspolitik",
    Operation.POLICY_TRY: "Prøvede en fordelingspolitik på sager, der venter",
    Operation.POLICY_ADOPT: "Vedtog en fordelingspolitik",
    Operation.ALARM_LIST: "Så en advarsel om sagen",
    Operation.ALARM_CLOSE: "Lukkede en advarsel om sagen",
    Operation.FELT_LOAD_TELL: "Fortalte, hvordan ugens belastning blev oplevet",
    Operation.FELT_LOAD_LIST: "Så, hvordan ugers belastning er oplevet",
    Operation.DISSENT_TELL: "Gjorde indsigelse mod at have sagen",
    Operation.DISSENT_LIST: "Så en indsigelse mod tildelingen af sagen",
    Operation.DISSENT_ANSWER: "Besvarede en indsigelse mod tildelingen af sagen",
    Operation.HAND_OVER_WRITE: "Skrev et overdragelsesnotat om sagen",
    Operation.HAND_OVER_READ: "Læste overdragelsesnotater om sagen",
    Operation.HAND_OVER_RECEIVE: "Bekræftede at have læst et overdragelsesnotat om sagen",
    Operation.MODEL_READ: "Læste om modellen",
    Operation.MODEL_REGISTER: "Registrerede en model",
    Operation.MODEL_PROPOSE: "Indstillede en model til brug",
    Operation.MODEL_APPROVE: "Godkendte en model og tog den i brug",
    Operation.MODEL_REJECT: "Afviste en model eller trak indstillingen tilbage",
    Operation.MODEL_ROLLBACK: "Gik tilbage til en tidligere model",
    Operation.MODEL_SHADOW: "Lod en model svare i skyggedrift eller afsluttede det",
    Operation.EVENTS_READ: "Hentede hændelser om sagen til et andet system",
    Operation.ACCESS_LOG_EXPORT: "Trak en oversigt over, hvem der har set oplysninger om barnet",
    Operation.METRICS_READ: "Læste målinger af driften",
    Operation.QUEUE_PAGE: "Så sagen på listen over sager, der venter",
    Operation.NEXT_CASE: "Gik videre til sagen fra en anden",
    Operation.CASE_PAGE: "Åbnede sagens side",
    Operation.WHY_PAGE: "Åbnede begrundelsen for en vurdering af sagen",
    Operation.CASE_EDIT_PAGE: "Åbnede sagens oplysninger for at rette dem",
    Operation.NEW_CASE_PAGE: "Åbnede siden for nye sager",
    Operation.DRAFT_PAGE: "Åbnede sin egen kladde til en ny sag",
    Operation.DRAFT_SAVE: "Gemte sin egen kladde til en ny sag",
    Operation.DRAFT_DELETE: "Slettede sin egen kladde til en ny sag",
    Operation.PLAN_PAGE: "Så sagen på siden med fordelingsforslaget",
    Operation.POLICY_PAGE: "Så siden med fordelingspolitikken",
    Operation.POLICY_EDIT_PAGE: "Åbnede fordelingspolitikken for at rette den",
    Operation.COMPARE_PAGE: "Så sagen på siden, der sammenligner tildelingskriterier",
    Operation.DESK_PAGE: "Så sagen på siden med en sagsstamme",
    Operation.DISSENT_PAGE: "Åbnede en indsigelse mod tildelingen af sagen",
    Operation.HAND_OVER_PAGE: "Åbnede siden med sagens overdragelsesnotater",
    Operation.MODEL_PAGE: "Så siderne om modellen",
    Operation.POINT_TABLE_PAGE: "Så pointtavlen",
    Operation.MODEL_VERSIONS_PAGE: "Så modellens udgaver",
    Operation.MODEL_ALARM_PAGE: "Så en advarsel om modellen",
    Operation.MODEL_ALARM_CLOSE: "Lukkede en advarsel om modellen",
    Operation.DRIFT_PAGE: "Så, om modellen stadig passer til sagerne",
    Operation.MANDATE_PAGE: "Så siden med kompetenceplanen",
    Operation.MANDATE_EDIT_PAGE: "Åbnede kompetenceplanen for at rette den",
    Operation.MANDATE_MINE_PAGE: "Så siden med, hvad en sagsbehandler selv må afgøre",
    Operation.MANDATE_MATRIX_PAGE: "Så siden med, hvem der må afgøre hvad",
    Operation.DECISIONS_PAGE: "Åbnede siden med sagens afgørelser",
    Operation.EVALUATION_PAGE: "Så evalueringen af beslutningskompetence",
    Operation.FOLLOW_UP_PAGE: "Så en advarsel om sagen på siden med opfølgning",
    Operation.CONSIDERATIONS_PAGE: "Så siden med opfølgningens ti hensyn",
    Operation.FOLLOW_UP_HISTORY_PAGE: "Så sagen i opfølgningens historik",
    Operation.CAPACITY_PAGE: "Så, om der er medarbejdere nok til de kommende måneder",
    Operation.DIARY_WINDOWS: "Så, hvornår der skrives tidsdagbog",
    Operation.DIARY_AGREE: "Aftalte uger med tidsdagbog",
    Operation.DIARY_WITHDRAW: "Trak en aftale om tidsdagbog tilbage",
    Operation.DIARY_CLOSE: "Afsluttede en periode af sin tidsdagbog",
    Operation.DIARY_READ: "Læste sin tidsdagbog med timer på sagen",
    Operation.DIARY_RECORD: "Skrev timer på sagen i tidsdagbogen",
    Operation.DIARY_IMPORT: "Indlæste timer på sagen i tidsdagbogen fra en fil",
    Operation.DIARY_PAGE: "Så sagen i sin tidsdagbog",
    Operation.DIARY_CLOSING_PAGE: "Åbnede siden, hvor en periode af tidsdagbogen afsluttes",
    Operation.DIARY_WEEKS_PAGE: "Så, hvem der har afsluttet deres tidsdagbog",
    Operation.DIARY_SHEET_PAGE: "Åbnede siden med tidsdagbogens regneark",
    Operation.DIARY_SHEET: "Hentede et regneark til tidsdagbogen med sagen i",
    Operation.TRACE_PAGE: "Så i loggen, hvem der har slået sagen op",
    Operation.TRACE_SEARCH: "Søgte i loggen over opslag",
    Operation.TRACE_FILE: "Hentede en del af loggen med opslag i sagen",
    Operation.CHILD_TRACE_PAGE: "Åbnede oversigten over, hvem der har set oplysninger om barnet",
    Operation.CHILD_TRACE_FILE: "Hentede oversigten over, hvem der har set oplysninger om barnet",
    Operation.HELP_PAGE: "Læste hjælpen til siderne",
    Operation.WORDS_PAGE: "Læste ordlisten",
    Operation.ACCESSIBILITY_PAGE: "Læste tilgængelighedserklæringen",
    Operation.LIVE: "Spurgte, om serveren kører",
    Operation.READY: "Spurgte, om serveren kan svare",
    Operation.OPENAPI: "Hentede beskrivelsen af API'et",
    Operation.LANGUAGE: "Valgte sidernes sprog",
    Operation.LOGIN: "Loggede ind",
    Operation.LOGIN_START: "Begyndte at logge ind",
    Operation.LOGIN_ANSWER: "Kom tilbage fra log-ind",
    Operation.LOGIN_DEMO: "Loggede ind med en opdigtet konto",
    Operation.LOGOUT: "Loggede ud",
    Operation.LOGOUT_PROVIDER: "Blev logget ud af den, der logger ind",
    Operation.SESSION_END: "Blev logget ud af driften",
    Operation.TOKEN_CREATE: "Oprettede en adgang for et andet system",
    Operation.TOKEN_REVOKE: "Lukkede et andet systems adgang",
    Operation.STAFF_LINK: "Knyttede en medarbejder til et log-ind",
    Operation.LEGAL_BASIS_RECORD: "Registrerede hjemlen",
    Operation.TRIAL_PLAN_REGISTER: "Registrerede en forsøgsplan",
    Operation.TRIAL_EVALUATE: "Læste sagens afgørelser for at evaluere beslutningskompetence",
    Operation.MONITOR: "Så efter, om modellen stadig passer",
    Operation.WATCH: "Opgjorde ugens belastning og så efter advarsler",
    Operation.FORECAST_KEEP: "Gemte en prognose til siden Kapacitet",
    Operation.BACKUP_MAKE: "Lavede en sikkerhedskopi af sagsbogen",
    Operation.BACKUP_RESTORE: "Gendannede sagsbogen fra en sikkerhedskopi",
    Operation.BACKUP_DRILL: "Prøvede, om en sikkerhedskopi bringer sagsbogen tilbage",
    Operation.EVIDENCE_MAKE: "Samlede dokumentationen for en model og efterprøvede dens svar",
    Operation.HISTORY_IMPORT: "Indlæste sagen fra en fil",
    Operation.HISTORY_EXPORT: "Skrev sagen ud i en fil til analyse",
    Operation.RETRAIN: "Læste sagen for at træne modellen igen",
}
"""What somebody did, in the past tense."""

ENDED: Mapping[Outcome, str] = {
    Outcome.ALLOWED: "gennemført",
    Outcome.DENIED: "afvist",
    Outcome.UNKNOWN: "fandtes ikke",
    Outcome.FAILED: "ikke gennemført",
}
_DONE, _ENDED = ({str(one): words for one, words in told.items()} for told in (DONE, ENDED))


def done(operation: str) -> str:
    """Return what somebody did; an operation of another version keeps its own name.

    >>> done("case.read"), done("case.dream")
    ('Læste sagen', 'case.dream')
    """
    return _DONE.get(operation, operation)


def ended(outcome: str) -> str:
    """Return how it ended.

    >>> ended("denied")
    'afvist'
    """
    return _ENDED.get(outcome, outcome)


def in_what_role(roles: str) -> str:
    """Return the roles as they are read; at the command line nobody has one.

    >>> in_what_role("konsulent+leder"), in_what_role("")
    ('konsulent, leder', 'drift')
    """
    return ", ".join(roles.split("+")) if roles else "drift"
