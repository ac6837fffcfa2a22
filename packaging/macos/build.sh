#!/bin/sh
# An application for macOS 13+, from the locked dependencies. Not signed: signing needs a developer's certificate.
set -eu
cd "$(dirname "$0")/../.."
python3 -m venv .venv
.venv/bin/pip install --quiet --require-hashes -r requirements.txt
.venv/bin/pip install --quiet --no-deps --no-build-isolation --editable .
.venv/bin/pip install --quiet pyinstaller==6.22.3
.venv/bin/pyinstaller --noconfirm --distpath dist --workpath build/pyinstaller packaging/pyinstaller.spec
.venv/bin/python packaging/smoke.py dist/pole-ressource/pole-ressource-cli
ditto -c -k --keepParent "dist/Pôle Ressource.app" dist/pole-ressource-macos.zip
shasum -a 256 dist/pole-ressource-macos.zip
