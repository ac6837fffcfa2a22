"""What the importers look for: target fields, their names for people, and every title under which exports give them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """A value of a target: its code, its name on the mapping screen, whether a row is nothing without it."""

    code: str
    label: str
    titles: frozenset[str]
    required: bool = False


def _field(code: str, label: str, titles: str, *, required: bool = False) -> Field:
    return Field(code, label, frozenset(titles.split()), required)


def _with(suffixes: str, bases: str, more: str = "") -> str:
    return " ".join([base + suffix for base in bases.split() for suffix in suffixes.split(",")] + [more])


PUPILS = (
    _field(
        "last_name",
        "Nom",
        "nomeleve nom nomdefamille nomdefamilleeleve nomdeleleve nomdenaissance nomfamille lastname nomdefamilledeleleve",
        required=True,
    ),
    _field("usage_name", "Nom d’usage", "nomdusageeleve nomdusage nomusage nomusageeleve nomdusagedeleleve usagename"),
    _field("first_name", "Prénom", "prenomeleve prenom prenom1 premierprenom prenomdeleleve firstname prenoms", required=True),
    _field(
        "birth_date",
        "Date de naissance",
        "datenaissance datedenaissance neele nele nee naissance datenaiss datedenaiss "
        "datenaissanceeleve datedenaissanceeleve datedenaissancedeleleve birthdate ddn",
    ),
    _field("sex", "Sexe", "sexe genre sexeeleve sex gender"),
    _field("ine", "INE", "ine ineeleve inedeleleve identifiantnational identifiantnationaleleve numeroine numerone idnational"),
    _field("address", "Adresse", "adresse1 adresse adresseeleve"),
    _field("postal_code", "Code postal", "cp1 cp codepostal codepostal1 codepostaleleve"),
    _field("city", "Commune", "commune1 commune ville ville1 communeeleve"),
    _field("level", "Niveau", "niveau niveaueleve niveaudeleleve libelleniveau level"),
    _field("mef", "Libellé MEF", "mef codemef libellemef"),
    _field(
        "class_name",
        "Classe",
        "libelleclasse classe classeouregroupement libelledelaclasse nomclasse class classeeleve division",
    ),
    _field("class_ref", "Identifiant de classe", "identifiantclasse identifiantdelaclasse idclasse"),
    _field("state", "État", "etat"),
)
_PARENT = ",responsable,duresponsable,responsablelegal,duresponsablelegal,representantlegal,durepresentantlegal"
GUARDIANS = (
    _field("last_name", "Nom du responsable", _with(_PARENT, "nom nomdefamille"), required=True),
    _field("usage_name", "Nom d’usage du responsable", _with(_PARENT, "nomusage nomdusage")),
    _field("first_name", "Prénom du responsable", _with(_PARENT, "prenom")),
    _field("civility", "Civilité", _with(_PARENT, "civilite")),
    _field("address", "Adresse", _with(_PARENT, "adresse")),
    _field("postal_code", "Code postal", _with(_PARENT, "cp codepostal")),
    _field("city", "Commune", _with(_PARENT, "commune ville")),
    _field("email", "Courriel", _with(_PARENT, "courriel email mail mel adressemail adressecourriel")),
    _field("phone", "Téléphone du domicile", _with(_PARENT, "telephonedomicile teldomicile telephone")),
    _field("mobile", "Téléphone portable", _with(_PARENT, "telephoneportable telportable portable telephonemobile")),
)
_CHILD = "enfant,enfants,eleve,eleves,deleleve,delenfant,deseleves,desenfants"
CHILDREN = (
    _field("child_last_name", "Nom de l’enfant", _with(_CHILD, "nomdefamille nom"), required=True),
    _field("child_usage_name", "Nom d’usage de l’enfant", _with(_CHILD, "nomdusage nomusage")),
    _field("child_first_name", "Prénom de l’enfant", _with(_CHILD, "prenom"), required=True),
    _field("child_birth_date", "Date de naissance de l’enfant", _with(_CHILD, "datedenaissance datenaissance")),
    _field("child_class", "Classe de l’enfant", _with(_CHILD, "classes classe libelleclasse")),
)
TEACHERS = (
    _field("civility", "Civilité", "civilite civiliteenseignant"),
    _field("last_name", "Nom", "nom nomdefamille nomenseignant nomdelenseignant", required=True),
    _field("usage_name", "Nom d’usage", "nomusage nomdusage nomusageenseignant nomdusageenseignant"),
    _field("first_name", "Prénom", "prenom prenomenseignant prenomdelenseignant", required=True),
    _field("email", "Courriel", "courriel email mail mel courrielenseignant adressemail"),
    _field("director", "Directeur", "directeur direction"),
    _field("class_name", "Classe", "classe classes libelleclasse classeenseignant classesenseignant"),
)
SCHOOLS = (
    _field(
        "uai",
        "Code UAI",
        "identifiantdeletablissement numerouai codeuai uai numerodelecole numeroecole rne codernne coderne "
        "identifiantetablissement",
        required=True,
    ),
    _field(
        "name",
        "Nom",
        "nometablissement nomdeletablissement denominationprincipale appellationofficielle nomecole "
        "nomdelecole denomination libelleetablissement",
        required=True,
    ),
    _field("name_more", "Complément du nom", "patronyme patronymeuai"),
    _field("type", "Type", "typeetablissement"),
    _field("sector", "Public ou privé", "statutpublicprive secteur secteurpublicprivelibe secteurpublicprive"),
    _field("address", "Adresse", "adresse1 adresseuai adresse"),
    _field("address_2", "Adresse (suite)", "adresse2"),
    _field("address_3", "Code postal et commune", "adresse3"),
    _field("postal_code", "Code postal", "codepostal codepostaluai cp"),
    _field("city", "Commune", "nomcommune commune libellecommune localiteacheminementuai"),
    _field("department", "Département", "codedepartement"),
    _field("nursery", "École maternelle (0 ou 1)", "ecolematernelle"),
    _field("elementary", "École élémentaire (0 ou 1)", "ecoleelementaire"),
    _field("phone", "Téléphone", "telephone numerotelephoneuai tel"),
    _field("email", "Courriel", "mail mel courriel meluai email"),
    _field("priority", "Éducation prioritaire", "appartenanceeducationprioritaire"),
    _field("district", "Circonscription", "nomcirconscription circonscription"),
    _field("district_code", "Code de la circonscription", "codecirconscription"),
    _field("state", "État", "etat etatetablissementlibe"),
    _field("nature", "Code nature", "codenature natureuai"),
    _field("nature_label", "Nature", "libellenature natureuailibe"),
)
TARGETS: dict[str, tuple[Field, ...]] = {
    "pupils": PUPILS,
    "guardians": GUARDIANS + CHILDREN,
    "teachers": TEACHERS,
    "schools": SCHOOLS,
}
TARGET_LABELS = {"pupils": "élèves", "guardians": "responsables", "teachers": "enseignants", "schools": "écoles"}
KIND_LABELS = {
    "onde_eleves": "élèves ONDE",
    "be1d_eleves": "élèves Base élèves",
    "eleves": "élèves",
    "ecole_inclusive": "élèves, École inclusive",
    "sacoche_eleves": "élèves, SACoche",
    "onde_responsables": "responsables ONDE",
    "be1d_responsables": "responsables Base élèves",
    "responsables": "responsables",
    "be1d_enseignants": "enseignants",
    "enseignants": "enseignants",
    "annuaire": "annuaire des écoles",
    "effectifs": "effectifs des écoles",
    "ecoles": "écoles",
}
