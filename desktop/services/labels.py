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
SCHOOL_SECTORS = "Secteurs des écoles modifiés"
PERSON_ADDED = "Personne ajoutée"
ACCOUNT_SAVED = "Compte enregistré"
ACCOUNT_INVITED = "Compte invité"
ACCOUNT_OPENED = "Invitation acceptée"
ACCOUNT_SUSPENDED = "Compte suspendu"
ACCOUNT_RESUMED = "Compte rétabli"
ACCOUNT_LEFT = "Départ enregistré"
ACCOUNT_SCOPES = "Écoles et classes d’un compte modifiées"
ACCOUNT_ROLES = "Fonctions d’un compte modifiées"
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
CONFLICT_WRITTEN = "Autre texte écrit à la place de deux"
RECORD_KEPT = "Gardé, après une suppression"
RECORD_DELETED_AGAIN = "Supprimé aussi, après un choix"
HANDED = "Remise notée"
COLUMNS_REMEMBERED = "Colonnes retenues"
NOTE_ADDED = "Note ajoutée"
NOTE_CHANGED = "Note modifiée"
NOTE_CLOSED = "Suivi clos"
NOTE_REMOVED = "Note supprimée"
CHILD_NOTED = "Enfant ajouté à votre fichier"
CHILD_REMOVED = "Enfant retiré de votre fichier"
CHILDREN_JOINED = "Enfant relié à sa fiche"
PIECE_JOINED = "Pièce jointe"
PIECE_REMOVED = "Pièce retirée"
ASSESSMENT_ADDED = "Bilan ajouté"
ASSESSMENT_CHANGED = "Bilan modifié"
ASSESSMENT_REMOVED = "Bilan supprimé"
BATTERY_ADDED = "Test décrit"
BATTERY_REMOVED = "Test retiré"
AGREEMENT_ADDED = "Accord noté"
AGREEMENT_CHANGED = "Accord modifié"
AGREEMENT_WITHDRAWN = "Accord retiré"
AGREEMENT_REMOVED = "Accord supprimé"
RELEASED = "Conclusion transmise"
RELEASE_REVOKED = "Transmission retirée"
AVIS_ADDED = "Avis noté"
AVIS_ASKED = "Avis demandé"
AVIS_CHANGED = "Avis modifié"
AVIS_REMOVED = "Avis supprimé"
PLAN_NOTED = "Plan noté"
PLAN_REMOVED = "Plan retiré"
REQUEST_ADDED = "Demande commencée"
REQUEST_CHANGED = "Demande modifiée"
REQUEST_MOVED = "Demande avancée"
REQUEST_SENT = "Demande envoyée"
REQUEST_CLOSED = "Demande close"
REQUEST_REMOVED = "Demande supprimée"
REQUEST_PROPOSED = "Demande proposée"
REQUEST_TAKEN = "Demande prise"
REQUEST_DECLINED = "Demande laissée"
REQUEST_NEWS = "Nouvelles notées"
REQUEST_DECIDED = "Décision notée"
CONTRIBUTION_ADDED = "Contribution notée"
AGENDA_CHANGED = "Ordre du jour modifié"
INTERVENTION_ADDED = "Aide ajoutée"
INTERVENTION_CHANGED = "Aide modifiée"
INTERVENTION_ENDED = "Aide terminée"
INTERVENTION_REMOVED = "Aide supprimée"
MEMBER_ADDED = "Élève ajouté à une aide"
MEMBER_LEFT = "Élève sorti d’une aide"
SITTING_NOTED = "Séance notée"
SITTING_REMOVED = "Séance supprimée"
SLOT_CHANGED = "Emploi du temps modifié"
AID_NOTED = "Aide de l’année notée"
AID_REMOVED = "Aide de l’année retirée"
POLE_SETTING = "Réglage du pôle modifié"

TABLES = {"note": "Note", "assessment": "Bilan", "agreement": "Accord", "avis": "Avis", "release": "Conclusion transmise",
          "standing_plan": "Plan", "attachment": "Pièce jointe", "battery": "Test", "notebook": "Votre fichier",
          "request": "Demande", "contribution": "Contribution", "decision": "Décision", "intervention": "Aide",
          "member": "Part d’une aide",
          "sitting": "Séance", "slot": "Créneau", "aid": "Aide de l’année", "step": "Étape d’une demande",
          "proposal": "Proposition",
          "agenda": "Ordre du jour", "presence": "Présence", "concerned": "Enfant d’une demande", "setting": "Réglage du pôle"}
"""Names of records, where a title is missing."""

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
        "state": "État", "sector": "Secteur",
    },
    "person": {
        "civility": "Civilité", "last_name": "Nom", "usage_name": "Nom d’usage", "first_name": "Prénom", "function": "Fonction",
        "school_id": "École", "class_name": "Classe", "phone": "Téléphone", "email": "Courriel", "left_on": "Parti le",
        "account_id": "Compte", "pole": "Membre du pôle", "sector": "Secteur", "half_days": "Demi-journées",
        "reach": "Où joindre",
    },
    "meeting": {"kind": "Type", "date": "Date", "school_id": "École", "closed_on": "Close le", "student_id": "Élève"},
    "attendance": {"meeting_id": "Réunion", "student_id": "Élève", "date": "Date", "kind": "Type"},
    "handed": {"paper": "Papier", "to_whom": "Remis à", "on": "Remis le", "how": "Comment", "student_id": "Élève"},
    "project": {"kind": "Type", "number": "Numéro", "state": "État", "year": "Année", "student_id": "Élève",
                "school_id": "École", "previous_id": "Projet d’avant"},
    "task": {"title": "Tâche", "owner": "Qui", "due": "Avant le", "done_on": "Faite le", "detail": "Précision",
             "student_id": "Élève", "meeting_id": "Réunion", "request_id": "Demande"},
    "note": {"kind": "Genre", "date": "Date", "student_id": "Enfant", "school_id": "École", "title": "Titre",
             "until": "Jusqu’au", "closed_on": "Clos le"},
    "assessment": {"battery": "Test", "date": "Date", "student_id": "Enfant", "state": "État"},
    "battery": {"name": "Nom", "edition": "Édition", "ages": "Âges", "scores": "Scores"},
    "attachment": {"title": "Titre", "media_type": "Type", "size": "Taille", "sha256": "Empreinte"},
    "agreement": {"guardian_id": "Responsable", "guardian": "Responsable", "purpose": "Pour", "mode": "Comment", "state": "État",
                  "asked_on": "Demandé le", "date": "Date", "withdrawn_on": "Retiré le", "reason": "Raison", "note": "Précision",
                  "student_id": "Enfant"},
    "release": {"author": "Auteur", "function": "Fonction", "addressee": "À l’attention de", "purpose": "Pour", "date": "Date",
                "content": "Texte", "talk_on": "On se reparle le", "revoked_on": "Retiré le", "student_id": "Élève",
                "author_id": "Compte"},
    "avis": {"plan": "Plan", "opinion": "Avis", "author": "Auteur", "author_id": "Compte", "date": "Date", "source": "Source",
             "entered_by": "Saisi par", "asked_on": "Demandé le", "needs": "Besoins", "student_id": "Élève"},
    "standing_plan": {"kind": "Plan", "since": "Depuis le", "until": "Jusqu’au", "place": "Où est la feuille",
                      "emergency": "Feuille d’urgence", "student_id": "Élève"},
    "request": {"about": "À propos de", "student_id": "Élève", "school_id": "École", "class_name": "Classe", "level": "Niveau",
                "year": "Année", "origin": "Vient de", "requester": "Demandé par", "requester_function": "Fonction",
                "state": "État", "source": "Origine", "received_on": "Reçue le", "entered_by": "Saisie par",
                "sent_on": "Envoyée le",
                "closed_on": "Close le", "closing": "Raison de la clôture", "resumes": "Reprend", "author_id": "Compte"},
    "concerned": {"request_id": "Demande", "student_id": "Élève"},
    "step": {"kind": "Étape", "date": "Date", "author": "Par", "note": "Précision"},
    "proposal": {"person": "Proposée à", "function": "Fonction", "proposed_on": "Proposée le", "proposed_by": "Proposée par",
                 "answer": "Réponse", "answered_on": "Répondu le", "reason": "Raison"},
    "decision": {"date": "Date", "author": "Noté par"},
    "contribution": {"author": "Auteur", "function": "Fonction", "date": "Date", "source": "Origine", "received_on": "Reçue le",
                     "entered_by": "Saisie par"},
    "agenda": {"rank": "Rang", "seconds": "Secondes", "state": "État"},
    "setting": {"key": "Réglage", "value": "Valeur"},
    "intervention": {"kind": "Genre", "title": "Titre", "function": "Fonction", "helper": "Par", "school_id": "École",
                     "year": "Année", "level": "Niveau", "since": "Depuis le", "until": "Jusqu’au", "review_on": "Bilan le",
                     "state": "État", "informed_on": "Parents informés le", "boost": "Coup de pouce", "student_id": "Élève"},
    "member": {"student_id": "Élève", "since": "Depuis le", "until": "Jusqu’au", "outcome": "Sortie"},
    "sitting": {"date": "Date", "time": "Heure", "minutes": "Durée", "state": "État", "reason": "Raison", "note": "Note",
                "author": "Par"},
    "presence": {"student_id": "Élève", "state": "Présence", "note": "Note"},
    "slot": {"owner": "Personne", "year": "Année", "period": "Période", "weekday": "Jour", "begins": "Début", "ends": "Fin",
             "school_id": "École", "place": "Lieu", "label": "Intitulé"},
    "aid": {"student_id": "Élève", "year": "Année", "device": "Aide", "state": "État", "lane": "Ligne", "school_id": "École",
            "since": "Depuis le", "until": "Jusqu’au", "detail": "Précision", "said_by": "Dit par",
            "agreed": "Accord de la famille"},
}


def column_label(table: str, column: str) -> str:
    """A column's name for people; the question's label for a form's answer."""
    return COLUMNS.get(table, {}).get(column, column.partition(".")[2] or column)
