"""What must a municipality write itself, because nobody else can know it? Each question once, in Danish."""

from collections.abc import Mapping
from types import MappingProxyType

QUESTIONS: Mapping[str, str] = MappingProxyType(
    {
        "udbyder": "Hvem er udbyder, og hvem er idriftsætter? Navn, adresse, CVR-nummer, og hvem der svarer på "
        "spørgsmål.",
        "opsaetning": "Hvor og hvordan er systemet sat op? Servere, netværk, og hvem der har adgang til maskinen.",
        "klassificering": "Er brugen højrisiko efter AI-forordningens bilag III, og hvordan er det vurderet?",
        "data": "Hvor kommer historikken fra, hvem har registreret den, og efter hvilken vejledning?",
        "tilsyn": "Hvem fører det menneskelige tilsyn, og hvad er de uddannet i?",
        "risici": "Hvem har gennemgået risiciene for denne model, og hvad kom det til?",
        "erklaering": "Hvem underskriver EU-overensstemmelseserklæringen, hvornår, og hvor ligger den?",
        "haendelser": "Hvem modtager, vurderer og indberetter alvorlige hændelser, og inden for hvilken frist?",
        "noedvendighed": "Hvorfor er behandlingen nødvendig, og hvorfor er den forholdsmæssig?",
        "raadgiver": "Hvad siger databeskyttelsesrådgiveren?",
        "hoert": "Hvem er hørt (familier, medarbejdere, foreninger), og hvad sagde de?",
        "brug": "Hvor længe og hvor ofte bruges systemet, og på hvilke sager?",
        "ramte": "Hvilke grupper kan blive ramt, og hvordan?",
        "klage": "Hvad gør kommunen, hvis en risiko viser sig, og hvordan klager en familie?",
        "hjemmel": "Hvilken hjemmel bruges hver slags oplysning på, og hvem har besluttet det?",
        "sagsbehandling": "Hvordan sikres notatpligt, partshøring, begrundelse og aktindsigt, når forslaget har "
        "været brugt?",
        "medarbejdere": "Hvornår begynder brugen, og hvornår er medarbejderne og deres repræsentanter hørt?",
        "kontakt": "Hvem spørger en medarbejder, og hvem kan standse systemet?",
    }
)
