"""The grammar of the command line, in French: apart, so that a start without a command does not load it."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from desktop import __version__, cli_contacts, cli_exchange, cli_folder, cli_requests
from desktop.errors import UsageError

LISTS = ("schools", "students", "guardians", "meetings", "projects", "tasks", "notes", "assessments", "agreements", "avis",
         "releases", "requests", "contributions", "decisions", "groups", "sittings", "slots", "aids")
PAPERS = ("interview-guide", "ppre", "student-sheet", "psychological-report", "school-note", "agreement", "medical-request",
          "envelope-cover", "awaited-avis", "directory", "day-sheet", "recovery-sheet", "account-card", "request",
          "answer", "ribbon", "decision-sheet", "timetable")

_FRENCH = (
    ("the following arguments are required: ", "il manque : "),
    ("unrecognized arguments: ", "argument inconnu : "),
    ("one of the arguments ", "il faut l’un de : "),
    (" is required", ""),
    ("argument ", ""),
    ("expected one argument", "attend une valeur"),
    ("expected at least one argument", "attend au moins une valeur"),
    ("invalid choice", "choix inconnu"),
    ("(choose from ", "(au choix : "),
    ("invalid int value", "attend un nombre entier"),
    ("not allowed with", "ne va pas avec"),
)


class _Formatter(argparse.RawDescriptionHelpFormatter):
    def add_usage(self, usage: str | None, actions: object, groups: object, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "usage : " if prefix is None else prefix)  # type: ignore[arg-type]


class _Parser(argparse.ArgumentParser):
    """Argparse in French, raising ``UsageError`` (exit 1) instead of leaving by itself."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("formatter_class", _Formatter)
        super().__init__(add_help=False, allow_abbrev=False, **options)
        self._positionals.title, self._optionals.title = "commandes et arguments", "options"
        self.add_argument("-h", "--help", action="help", help="montrer cette aide")

    def error(self, message: str) -> NoReturn:
        for english, french in _FRENCH:
            message = message.replace(english, french)
        raise UsageError(f"La commande n’a pas été comprise : {message}. « pole-ressource --help » montre ce qui existe.")


def parser(roles: Sequence[str]) -> argparse.ArgumentParser:
    """The whole grammar."""
    main_parser = _Parser(prog="pole-ressource", description="Un coffre chiffré, hors ligne. Sans commande : la fenêtre.")
    add = main_parser.add_argument
    add("--version", action="version", version=f"pole-ressource {__version__}", help="dire la version")
    add("--vault", metavar="DIR", type=Path, help="le coffre ; sinon le seul du dossier de données")
    add("--as", dest="login", metavar="LOGIN", help="qui ouvre ; inutile quand le coffre n’a qu’un compte")
    add("--password-fd", metavar="N", type=int, help="lire la phrase de passe sur ce descripteur (jamais en argument)")
    add("--json", action="store_true", help="réponses et erreurs en JSON")
    add("--accept-older", action="store_true", help="ouvrir un coffre plus ancien que ce que cet ordinateur a déjà vu")
    add("--data-dir", metavar="DIR", type=Path, help="tout garder sous ce dossier (clé USB, essais)")
    add("--demo", action="store_true", help="sans commande : ouvrir la fenêtre sur une circonscription fictive")
    commands = main_parser.add_subparsers(dest="command", metavar="COMMANDE", parser_class=_Parser)
    _vault_commands(commands, roles)
    _account_commands(commands, roles)
    _record_commands(commands)
    cli_requests.form_commands(commands)
    _notebook_commands(commands)
    cli_exchange.exchange_commands(commands)
    cli_contacts.contact_commands(commands)
    cli_folder.vault_acts(commands)
    return main_parser


def _vault_commands(commands: argparse._SubParsersAction[_Parser], roles: Sequence[str]) -> None:
    made = commands.add_parser("init", help="un coffre neuf")
    made.add_argument("--name", required=True, help="vos prénom et nom")
    made.add_argument("--role", required=True, action="extend", nargs="+", choices=roles, metavar="ROLE",
                      help=f"un ou plusieurs : {', '.join(roles)}")
    made.add_argument("--login", required=True, help="identifiant court")
    made.add_argument("--recovery-out", metavar="FICHIER.pdf", type=Path, help="écrire la feuille de secours")
    demo = commands.add_parser("demo", help="un coffre de démonstration, sans phrase de passe")
    demo.add_argument("--students", metavar="N", type=int, default=320)
    demo.add_argument("--seed", metavar="S", type=int, default=1)
    demo.add_argument("--today", metavar="AAAA-MM-JJ", help="le jour de la démonstration (aujourd’hui sinon)")
    demo.add_argument("--login", default="directrice", help="qui vous êtes : directrice, psyen, maitre-e…")
    backup = commands.add_parser("backup", help="une copie relue, à la place habituelle ou dans DIR")
    backup.add_argument("directory", nargs="?", metavar="DIR", type=Path)
    restore = commands.add_parser("restore", help="rouvrir une sauvegarde à côté, sans toucher au coffre")
    restore.add_argument("backup", metavar="SAUVEGARDE", type=Path)
    restore.add_argument("--to", required=True, metavar="DIR", type=Path)
    commands.add_parser("verify", help="tout relire : fichiers, journal, chaînes, signatures")
    commands.add_parser("digest", help="l’empreinte de tout ce que vous pouvez voir")
    audit = commands.add_parser("audit", help="le journal : s’il tient, vos actes et vos lectures")
    acts = audit.add_subparsers(dest="act", metavar="ACTE", required=True, parser_class=_Parser)
    acts.add_parser("verify", help="tout relire ; 0 tout tient, 4 abîmé, 5 changé par quelqu’un, et le premier endroit atteint")
    shown = acts.add_parser("show", help="vos actes et vos lectures ; d’une fiche que vous avez écrite, qui a écrit et qui a lu")
    shown.add_argument("--id", metavar="ID", default="")


def _account_commands(commands: argparse._SubParsersAction[_Parser], roles: Sequence[str]) -> None:
    account = commands.add_parser("account", help="les comptes du coffre : inviter, confirmer, suspendre, partir, transmettre")
    acts = account.add_subparsers(dest="act", metavar="ACTE", required=True, parser_class=_Parser)
    added = acts.add_parser("add", help="inviter quelqu’un : un code qui n’ouvre que le fichier commun, trente jours")
    added.add_argument("--name", required=True, help="ses prénom et nom")
    added.add_argument("--role", required=True, action="extend", nargs="+", choices=roles, metavar="ROLE",
                       help=f"un ou plusieurs : {', '.join(roles)}")
    added.add_argument("--login", required=True, dest="who", help="identifiant court")
    added.add_argument("--schools", metavar="UAI,…", help="ses écoles ; toutes sinon")
    added.add_argument("--classes", metavar="CLASSE,…", help="ses classes dans ces écoles ; toutes sinon")
    added.add_argument("--since", metavar="AAAA-MM-JJ", default="")
    added.add_argument("--until", metavar="AAAA-MM-JJ", default="")
    added.add_argument("--manager", action="store_true", help="gère aussi les comptes")
    acts.add_parser("accept", help="première ouverture (--as) : sa phrase sur --password-fd, le code sur l’entrée standard")
    acts.add_parser("list", help="un compte par ligne")
    for name, told in (("suspend", "fermer le fichier commun à un compte"), ("resume", "le lui rouvrir")):
        acts.add_parser(name, help=told).add_argument("who", metavar="LOGIN")
    removed = acts.add_parser("remove", help="un départ : le fichier commun reçoit une nouvelle clé")
    removed.add_argument("who", metavar="LOGIN")
    removed.add_argument("--trust-unconfirmed", action="store_true",
                         help="remettre la clé à des cartes que vous n’avez pas confirmées")
    card = acts.add_parser("card", help="les six mots d’une carte ; avec --words, les mots entendus la confirment")
    card.add_argument("who", metavar="LOGIN", nargs="?")
    card.add_argument("--words", metavar="\"SIX MOTS\"", default="")
    confirmed = acts.add_parser("confirm", help="confirmer une carte par ses six mots, lus à voix haute")
    confirmed.add_argument("who", metavar="LOGIN")
    confirmed.add_argument("--words", metavar="\"SIX MOTS\"", required=True)
    handed = acts.add_parser("handover", help="transmettre votre carnet à qui vous succède")
    handed.add_argument("--to", required=True, metavar="LOGIN")
    handed.add_argument("--words", metavar="\"SIX MOTS\"", default="")
    passphrase = commands.add_parser("passphrase", help="votre phrase de passe")
    passphrase.add_subparsers(dest="act", metavar="ACTE", required=True, parser_class=_Parser).add_parser(
        "change", help="l’ancienne sur --password-fd, la nouvelle sur l’entrée standard")
    commands.add_parser("recover",
                        help="une phrase de passe neuve : le code de secours sur l’entrée standard, elle sur --password-fd")


def _record_commands(commands: argparse._SubParsersAction[_Parser]) -> None:
    imported = commands.add_parser("import", help="écoles ou élèves, responsables, enseignants d’ONDE")
    kinds = imported.add_subparsers(dest="what", metavar="QUOI", required=True, parser_class=_Parser)
    schools = kinds.add_parser("schools", help="l’annuaire de l’éducation")
    schools.add_argument("file", metavar="FICHIER", type=Path)
    schools.add_argument("--department", metavar="NN", help="ne garder que ce département")
    onde = kinds.add_parser("onde", help="une extraction d’ONDE, reconnue par ses en-têtes")
    onde.add_argument("file", metavar="FICHIER", type=Path)
    onde.add_argument("--school", metavar="UAI")
    onde.add_argument("--year", metavar="2026-2027")
    onde.add_argument("--dry-run", action="store_true", help="l’aperçu seulement")
    undone = commands.add_parser("undo-import", help="reprendre le dernier import, ou celui-là")
    undone.add_argument("id", nargs="?", metavar="ID")
    listed = commands.add_parser("list", help="un objet JSON par ligne")
    listed.add_argument("what", choices=LISTS, metavar="|".join(LISTS))
    listed.add_argument("--search", metavar="TEXTE", default="")
    cli_requests.filters(listed)
    shown = commands.add_parser("show", help="une fiche entière : champs, réponses, historique")
    shown.add_argument("id", metavar="ID")
    commands.add_parser("batch", help="des actes en JSON, un par ligne, sur l’entrée standard")
    printed = commands.add_parser("print", help="les papiers, en PDF")
    printed.add_argument("paper", choices=PAPERS, metavar="|".join(PAPERS))
    printed.add_argument("--student", metavar="ID", action="append", default=[], help="peut être répété")
    printed.add_argument("--project", metavar="ID", action="append", default=[], help="peut être répété")
    printed.add_argument("--request", metavar="ID", help="la demande : elle-même, sa réponse, une contribution à remplir")
    printed.add_argument("--meeting", metavar="ID", help="le guide d’entretien préparé ; la fiche de décisions")
    printed.add_argument("--intervention", metavar="ID", help="l’emploi du temps d’une seule aide")
    printed.add_argument("--blank", action="store_true", help="le papier vierge")
    printed.add_argument("--situation", metavar="S", default="premier_contact")
    printed.add_argument("--for-parents", action="store_true", help="la feuille pour la famille elle-même")
    printed.add_argument("--full", action="store_true", help="le guide avec ses douze parties")
    printed.add_argument("--large", action="store_true", help="gros caractères")
    printed.add_argument("--assessment", metavar="ID", help="le bilan ; sinon le dernier de l’élève")
    printed.add_argument("--docx", action="store_true", help="les deux papiers du bilan, à finir dans un traitement de texte")
    printed.add_argument("--addressee", metavar="TEXTE", default="", help="à qui le papier est destiné")
    printed.add_argument("--evolution", action="store_true", help="ajouter les bilans d’avant, même test")
    printed.add_argument("--purpose", metavar="POUR", default="psychologue_bilan",
                         help="l’accord : psychologue_bilan, psychologue_suivi, aide_relationnelle, stage_reussite, pap, "
                              "contact_soin, visite_medicale")
    printed.add_argument("--guardian", metavar="ID", help="la feuille de cette personne ; sinon une par responsable")
    printed.add_argument("--to", choices=("doctor", "nurse", "school", "teacher", "parents"), default="",
                         metavar="doctor|nurse|school|teacher|parents",
                         help="à qui : le médecin ou l’infirmerie ; une réponse, à l’école, à l’enseignant ou aux parents")
    printed.add_argument("--nameless", action="store_true", help="la fiche de décisions sans nom")
    printed.add_argument("--since", metavar="AAAA-MM-JJ", default="", help="les décisions depuis ce jour")
    printed.add_argument("--until", metavar="AAAA-MM-JJ", default="", help="les décisions jusqu’à ce jour")
    printed.add_argument("--week", metavar="AAAA-MM-JJ", default="", help="l’emploi du temps de la semaine de ce jour")
    printed.add_argument("--period", metavar="P1…P5", default="", help="l’emploi du temps de cette période")
    printed.add_argument("--day", metavar="AAAA-MM-JJ", help="la feuille de ce jour ; sinon celle d’aujourd’hui")
    printed.add_argument("--school", metavar="UAI", help="la feuille du jour d’une seule école")
    printed.add_argument("-o", "--output", required=True, metavar="FICHIER.pdf", type=Path)


def _notebook_commands(commands: argparse._SubParsersAction[_Parser]) -> None:
    """What one writes in one's own file, and what is shared from it."""
    day = {"metavar": "AAAA-MM-JJ", "default": ""}
    note = _acts(commands, "note", "votre carnet : une note, ses listes")
    added = note.add_parser("add", help="le texte sur l’entrée standard")
    who = added.add_mutually_exclusive_group()
    who.add_argument("--student", metavar="ID")
    who.add_argument("--name", metavar="NOM", help="le seul enfant de ce nom, ou un enfant de votre fichier seul")
    added.add_argument("--kind", metavar="GENRE",
                       help="note observation entretien suivi demande_famille sante social conseil prevention")
    for name in ("--date", "--until"):
        added.add_argument(name, **day)  # type: ignore[arg-type]
    added.add_argument("--school", metavar="UAI")
    added.add_argument("--text", metavar="TEXTE", help="plutôt que l’entrée standard : visible dans la liste des processus")
    _listing(note)
    bilan = _acts(commands, "assessment", "bilans : scores tapés à la main")
    added = bilan.add_parser("add", help="un bilan ; il commence avec son premier score")
    added.add_argument("--student", metavar="ID", required=True)
    added.add_argument("--battery", metavar="TEST", required=True,
                       help="wisc5 wppsi4 wnv kabc2, ou l’identifiant d’un test décrit")
    added.add_argument("--date", **day)  # type: ignore[arg-type]
    added.add_argument("--state", metavar="ÉTAT", help="prevu en_cours rendu")
    added.add_argument("--scores", metavar="ICV=98,IVS=104")
    added.add_argument("--answers", metavar="-", choices=("-",), help="les réponses, un objet JSON sur l’entrée standard")
    bilan.add_parser("show", help="un bilan, ses scores et ce qui en est dit").add_argument("id", metavar="ID")
    _listing(bilan)
    agreement = _acts(commands, "agreement", "autorisations et accords : le registre, et les vôtres")
    added = agreement.add_parser("add", help="noter une réponse ; sans responsable, la feuille est signée par tous")
    added.add_argument("--student", metavar="ID", required=True)
    for name, told in (("--guardian", "ID"), ("--guardian-name", "NOM"), ("--reason", "RAISON"), ("--note", "TEXTE")):
        added.add_argument(name, metavar=told)
    added.add_argument("--purpose", metavar="POUR", required=True,
                       help="psychologue bilan suivi aide_relationnelle stage_reussite pap…")
    added.add_argument("--date", **day)  # type: ignore[arg-type]
    added.add_argument("--mode", metavar="written|oral", default="written")
    added.add_argument("--state", metavar="ÉTAT", help="asked given oral refused withdrawn waived")
    withdrawn = agreement.add_parser("withdraw", help="noter qu’un accord est retiré")
    withdrawn.add_argument("id", metavar="ID")
    withdrawn.add_argument("--date", **day)  # type: ignore[arg-type]
    _listing(agreement)
    sent = commands.add_parser("release", help="transmettre une conclusion : le texte sur l’entrée standard")
    sent.add_argument("id", metavar="ID", help="la note ou le bilan d’où elle vient")
    sent.add_argument("--to", "--addressee", dest="to", metavar="QUI", required=True)
    sent.add_argument("--purpose", metavar="POUR", required=True)
    sent.add_argument("--talk-on", **day)  # type: ignore[arg-type]
    sent.add_argument("--text", metavar="TEXTE", help="plutôt que l’entrée standard")
    commands.add_parser("revoke", help="retirer une transmission, pour la suite").add_argument("id", metavar="ID")
    avis = _acts(commands, "avis", "avis du médecin ou de l’infirmier pour un plan")
    added = avis.add_parser("add", help="de sa main, ou recopié de la feuille signée (--source paper)")
    added.add_argument("--student", metavar="ID", required=True)
    added.add_argument("--plan", metavar="PLAN", default="pap", help="pap pai pps")
    added.add_argument("--opinion", metavar="AVIS", required=True, help="favourable unfavourable incomplete awaited")
    added.add_argument("--date", **day)  # type: ignore[arg-type]
    for name, told in (("--author", "NOM"), ("--source", "author|paper"), ("--needs", "TEXTE")):
        added.add_argument(name, metavar=told)
    _listing(avis)


def _acts(commands: argparse._SubParsersAction[_Parser], name: str, told: str) -> argparse._SubParsersAction[_Parser]:
    return commands.add_parser(name, help=told).add_subparsers(dest="act", metavar="ACTE", required=True, parser_class=_Parser)


def _listing(acts: argparse._SubParsersAction[_Parser]) -> None:
    listed = acts.add_parser("list", help="un objet JSON par ligne")
    listed.add_argument("--student", metavar="ID")
    listed.add_argument("--search", metavar="TEXTE", default="")
