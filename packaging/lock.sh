#!/bin/sh
# Writes the two locks again from pyproject.toml, with the hashes of every wheel on every platform.
set -eu
cd "$(dirname "$0")/.."
.venv/bin/python -m pip install --quiet pip-tools==7.6.2
lock() {
    out=$1
    shift
    .venv/bin/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --all-build-deps \
        --no-header --no-emit-index-url --no-emit-find-links --no-emit-trusted-host "$@" -o "$out" pyproject.toml
}
lock requirements.txt
lock requirements-dev.txt --extra dev --constraint requirements.txt
grep -nE '(https?|file)://' requirements.txt requirements-dev.txt && { echo "Un verrou nomme une machine." >&2; exit 1; }
echo "Verrous écrits : requirements.txt, requirements-dev.txt"
