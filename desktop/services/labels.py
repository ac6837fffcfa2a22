"""The French names of acts: shown beside « Annuler », kept in the journal. Codes of the journal's columns, for people."""

from __future__ import annotations

STUDENT_ADDED = "Élève ajouté"
STUDENT_CHANGED = "Fiche de l’élève modifiée"
STUDENT_REMOVED = "Élève supprimé"
STUDENTS_MERGED = "Doubles réunis"
ENROLMENT_CHANGED = "Scolarité modifiée"
GUARDIAN_ADDED = "Responsable ajouté"
GUARDIAN_CHANGED = "Responsable modifié"
GUARDIAN_REMOVED = "Responsable supprimé"
SCHOOL_SAVED = "École enregistrée"
PERSON_ADDED = "Personne ajoutée"
ACCOUNT_SAVED = "Compte enregistré"
MEETING_ADDED = "Réunion ajoutée"
MEETING_CHANGED = "Réunion modifiée"
MEETING_CLOSED = "Réunion close"
MEETING_REMOVED = "Réunion supprimée"
PROJECT_ADDED = "Projet commencé"
PROJECT_CHANGED = "Projet modifié"
PROJECT_STATE = "État du projet changé"
PROJECT_RENEWED = "Projet renouvelé"
PROJECT_REMOVED = "Projet supprimé"
TASK_ADDED = "Tâche ajoutée"
TASK_DONE = "Tâche faite"
TASK_REOPENED = "Tâche reprise"
TASK_CHANGED = "Tâche modifiée"
TASK_REMOVED = "Tâche supprimée"
RECTIFIED = "Rectification"
CONFLICT_SETTLED = "Choix entre deux textes"
HANDED = "Remise notée"
COLUMNS_REMEMBERED = "Colonnes retenues"

COLUMNS: dict[str, dict[str, str]] = {
    "student": {
        "last_name": "Nom", "usage_name": "Nom d’usage", "first_name": "Prénom", "birth_date": "Date de naissance", "sex": "Sexe",
        "ine": "INE", "address": "Adresse", "postal_code": "Code postal", "city": "Commune", "strengths": "Points d’appui",
        "note": "Note", "followed": "Suivi", "left_on": "Parti le", "same_as": "Réuni à",
    },
    "enrolment": {
        "year": "Année", "school_id": "École", "level": "Niveau", "class_name": "Classe", "class_ref": "Identifiant de classe",
        "teacher": "Enseignant", "left_on": "Parti le", "student_id": "Élève", "source": "Origine",
    },
    "guardian": {
        "kind": "Qualité", "relation": "Lien", "civility": "Civilité", "last_name": "Nom", "usage_name": "Nom d’usage",
        "first_name": "Prénom", "authority": "Exercice de l’autorité parentale", "judgment_ref": "Référence du jugement",
        "lives_with": "Vit avec l’enfant", "address": "Adresse", "postal_code": "Code postal", "city": "Commune",
        "confidential": "Adresse confidentielle", "phone": "Téléphone", "mobile": "Portable", "email": "Courriel",
        "no_contact_since": "Ne plus écrire depuis", "no_contact_ref": "Référence de la décision", "language": "Langue",
        "interpreter": "Interprète", "student_id": "Élève",
    },
    "school": {
        "uai": "UAI", "name": "Nom", "kind": "Type", "address": "Adresse", "postal_code": "Code postal", "city": "Commune",
        "phone": "Téléphone", "email": "Courriel", "district": "Circonscription", "priority": "Éducation prioritaire",
        "state": "État",
    },
    "meeting": {"kind": "Type", "date": "Date", "school_id": "École", "closed_on": "Close le", "student_id": "Élève"},
    "project": {"kind": "Type", "number": "Numéro", "state": "État", "year": "Année"},
    "task": {"title": "Tâche", "owner": "Qui", "due": "Avant le", "done_on": "Faite le", "detail": "Précision"},
}


def column_label(table: str, column: str) -> str:
    """A column's name for people; the question's label for a form's answer."""
    return COLUMNS.get(table, {}).get(column, column.partition(".")[2] or column)
