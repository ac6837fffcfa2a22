# Pôle Ressource. « make » alone says what there is.
.DEFAULT_GOAL := help
.PHONY: help run test check lint types arrows pytest coverage bench faults screenshots third-party lock clean
PY := .venv/bin/python

help: ## ce qu'on peut demander
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

run: ## installer ce qui manque, puis ouvrir le programme sur une démonstration
	@sh packaging/setup.sh run
	@sh packaging/run.sh

test: ## tout vérifier : style, types, flèches, essais
	@sh packaging/setup.sh dev
	@$(MAKE) --no-print-directory lint types arrows pytest

lint:
	$(PY) -m ruff check .

types:
	$(PY) -m mypy --strict

arrows:
	$(PY) -c "from importlinter.cli import lint_imports_command as run; run()"

pytest:
	QT_QPA_PLATFORM=offscreen $(PY) -m pytest -q -n 2 --dist loadfile --max-worker-restart=0

coverage: ## ce que les essais ne parcourent pas (un quart de temps en plus)
	@sh packaging/setup.sh dev
	QT_QPA_PLATFORM=offscreen $(PY) -m pytest -q -n 2 --dist loadfile --max-worker-restart=0 --cov --cov-report=term:skip-covered

bench: ## les chiffres de la note de clôture (jamais dans make test)
	@sh packaging/setup.sh dev
	@QT_QPA_PLATFORM=offscreen $(PY) tests/benchmarks/run.py

faults: ## tuer, affamer, abîmer : rien de perdu
	@sh packaging/setup.sh dev
	@$(PY) tests/faults/run.py

screenshots: ## chaque écran et chaque papier, en PNG, sous build/screens/
	@sh packaging/setup.sh dev
	@QT_QPA_PLATFORM=offscreen $(PY) packaging/screenshots.py

third-party: ## récrire docs/third-party.md
	@sh packaging/setup.sh run
	@$(PY) packaging/third_party.py

lock: ## récrire les deux verrous de dépendances
	@sh packaging/lock.sh

clean: ## retirer ce que make fabrique, sauf l'environnement
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .coverage .coverage.*
