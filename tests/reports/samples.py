"""Fictitious papers shared by the tests: an ordinary PPRE of three objectives, and the same grown or hostile."""

from __future__ import annotations

from datetime import date
from typing import Any

from desktop.reports.ppre import PpreData, Signer

DAY = date(2026, 11, 23)
ORDINARY: dict[str, Any] = {
    "debut": "2026-11-02", "fin": "2026-12-18", "suivi_par": "Mme Claire Martin", "ecrit_le": "2026-11-23",
    "parcours": [
        {"annee": "2020-2021", "classe": "PS", "ecole": "Maternelle Les Tilleuls", "aides": ""},
        {"annee": "2021-2022", "classe": "MS", "ecole": "Maternelle Les Tilleuls", "aides": ""},
        {"annee": "2022-2023", "classe": "GS", "ecole": "Maternelle Les Tilleuls", "aides": "langage"},
        {"annee": "2023-2024", "classe": "CP", "ecole": "École Jean Moulin", "aides": "APC"},
        {"annee": "2024-2025", "classe": "CP", "ecole": "École Jean Moulin", "aides": "APC, maître G"},
        {"annee": "2025-2026", "classe": "CE1", "ecole": "École Jean Moulin", "aides": "PPRE n° 1"},
        {"annee": "2026-2027", "classe": "CE2", "ecole": "École Jean Moulin", "aides": "maître E, PPRE n° 2"}],
    "hors_ecole_accord": True, "hors_ecole": "orthophonie de 2022 à 2025",
    "evaluations": [
        {"quand": "septembre 2026, évaluations nationales de CE2",
         "francais": "lecture à voix haute : groupe à besoins ; compréhension : groupe fragile",
         "maths": "calcul mental : groupe satisfaisant ; problèmes : groupe fragile"},
        {"quand": "9 novembre 2026, en classe", "francais": "50 mots lus correctement en une minute",
         "maths": "problèmes lus par l’adulte : 4 réussis sur 5"}],
    "points_appui": "Il retient très bien ce qu’il entend et l’explique avec ses mots.\nIl calcule vite de tête et cherche "
                    "plusieurs chemins.\nIl aide volontiers les plus jeunes.",
    "domaines": ["FRA-LEC", "TRA-MET"],
    "besoins": "Automatiser le décodage, pour garder de la force pour comprendre.\nPrendre le temps de la consigne, la garder "
               "sous les yeux.\nPouvoir dire qu’il ne sait pas.",
    "objectifs": [
        {"objectif": "Lire à voix haute un texte de 100 mots en marquant la ponctuation",
         "critere": "il lit 70 mots correctement en une minute, deux fois de suite (50 aujourd’hui)", "echeance": "2026-12-18"},
        {"objectif": "Redire avec ses mots ce que demande une consigne écrite avant de commencer",
         "critere": "il redit sans aide 4 consignes sur 5, en français et en mathématiques", "echeance": "2026-11-20",
         "bilan": "atteint"},
        {"objectif": "Demander de l’aide dès qu’il est bloqué, à un camarade ou à l’adulte",
         "critere": "il le fait trois fois par jour sans y être invité, une semaine entière", "echeance": "2026-12-18"}],
    "actions": [
        {"action": "Lecture répétée du même texte, à deux puis seul", "qui": "Mme Martin, maître E",
         "ou_quand": "petit groupe de trois, salle 4, mardi et vendredi", "frequence": "2 fois par semaine, 40 min"},
        {"action": "Consigne lue, cachée, redite, puis surlignée", "qui": "Mme Delcourt", "ou_quand": "en classe, chaque matin",
         "frequence": "tous les jours"},
        {"action": "Un signe convenu pour demander de l’aide", "qui": "Mme Delcourt, Yanis", "ou_quand": "en classe",
         "frequence": "dès que besoin"},
        {"action": "Lecture du soir à deux voix, une page chacun", "qui": "M. et Mme Haddad", "ou_quand": "à la maison",
         "frequence": "4 soirs, 10 min"}],
    "mot_eleve": "« Je veux lire l’histoire tout seul à ma sœur. Quand c’est dur je lève la carte bleue. »",
    "mot_famille": "Nous lisons avec lui quatre soirs par semaine et nous écrivons un mot dans le carnet le vendredi.",
    "engagement_ecole": "Nous gardons la consigne visible et nous donnons du temps. Nous appelons la famille le 27 novembre.",
    "points_etape": [{"date": "2026-11-20", "constat": "objectif 2 atteint ; la lecture du soir est installée."}],
    "rencontre_le": "2026-11-30", "rencontre_heure": "16:30", "rencontre_lieu": "à l’école",
}
SIGNERS = (Signer("Mère", "Samira Haddad"), Signer("Père", "Karim Haddad"), Signer("Élève", "Yanis"),
           Signer("Enseignante", "Anne Delcourt"), Signer("Maître E", "Claire Martin"), Signer("Directeur", "Philippe Lambert"))


def ordinary(**answers: Any) -> PpreData:
    """The PPRE of the mockup, some answers changed."""
    return PpreData(
        student="Yanis Haddad", first_name="Yanis", birth_date="2017-12-04", sex="M", level="CE2", teacher="Mme Delcourt",
        school="École Jean Moulin", city="Valmont", phone="01 99 00 12 34", year="2026-2027", number=2,
        answers=ORDINARY | answers, signers=SIGNERS, code="PPRE-7F3A", day=DAY)
