#!/bin/sh
# « make run » : the window on a demonstration; without a screen, the same main job by the command line, under build/.
set -eu
cd "$(dirname "$0")/.."

has_screen() {
    [ -n "${DISPLAY:-}" ] || [ -n "${WAYLAND_DISPLAY:-}" ] || [ "$(uname -s)" = Darwin ]
}

if has_screen; then
    exec .venv/bin/python -m desktop --demo
fi

visit=build/visite
rm -rf "$visit"
mkdir -p "$visit"
pole() { .venv/bin/python -m desktop --data-dir "$visit/donnees" --vault "$visit/demonstration.coffre" "$@"; }
id_of() { .venv/bin/python -c 'import json, sys; print(json.loads(sys.stdin.readline())["id"])'; }

echo "Pas d'écran ici : voici le même travail par la ligne de commande."
echo "1. Une circonscription fictive"
pole demo --seed 1 >"$visit/demonstration.json"
echo "2. L'import d'une extraction d'ONDE"
pole import onde resources/demo/CSVExtraction.csv --school 0789914C >"$visit/import.json"
.venv/bin/python -c 'import json, sys; r = json.load(open(sys.argv[1], encoding="utf-8")); print("   {rows} lignes : {added} ajoutés, {updated} mis à jour, {unchanged} inchangés, {refused} refusés".format(**r))' "$visit/import.json"
echo "3. Un élève retrouvé, son guide d'entretien"
student=$(pole list students --search "dumont anne" | id_of)
pole print interview-guide --student "$student" -o "$visit/guide-entretien.pdf" >/dev/null
pole print interview-guide --student "$student" --for-parents -o "$visit/guide-parents.pdf" >/dev/null
echo "4. Un PPRE"
project=$(printf '%s\n' '{"op": "project.add", "student": "'"$student"'", "kind": "ppre", "answers": {"besoins": "Prendre confiance à l’oral ; repérer les mots outils sans les déchiffrer.", "points_appui": "Anne-Sophie aime les histoires et aide volontiers ses camarades.", "objectifs": [{"objectif": "Lire sans hésiter les vingt mots outils de la classe", "critere": "18 mots sur 20, deux fois de suite"}]}}' | pole batch | id_of)
pole print ppre --project "$project" -o "$visit/ppre.pdf" >/dev/null
pole print ppre --blank -o "$visit/ppre-vierge.pdf" >/dev/null
pole verify
echo
echo "Les papiers sont là :"
for paper in guide-entretien guide-parents ppre ppre-vierge; do echo "    $visit/$paper.pdf"; done
echo "Le coffre de démonstration : $visit/demonstration.coffre (sans phrase de passe)"
