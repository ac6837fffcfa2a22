# A folder, then an installer, for Windows 10 and 11, from the locked dependencies. Not signed: signing needs a certificate.
$ErrorActionPreference = "Stop"
Set-Location (Join-Path $PSScriptRoot "..\..")
py -3 -m venv .venv
.venv\Scripts\pip install --quiet --require-hashes -r requirements.txt
.venv\Scripts\pip install --quiet --no-deps --no-build-isolation --editable .
.venv\Scripts\pip install --quiet pyinstaller==6.22.3
.venv\Scripts\pyinstaller --noconfirm --distpath dist --workpath build\pyinstaller packaging\pyinstaller.spec
.venv\Scripts\python packaging\smoke.py dist\pole-ressource\pole-ressource-cli.exe
if (Get-Command makensis -ErrorAction SilentlyContinue) { makensis packaging\windows\installer.nsi }
Get-ChildItem dist\*.exe | ForEach-Object { Get-FileHash $_ -Algorithm SHA256 }
