#!/bin/sh
# A folder, then a .deb, from the locked dependencies. Run on the oldest Debian or Ubuntu to be served.
set -eu
cd "$(dirname "$0")/../.."
sh packaging/setup.sh run
.venv/bin/python -m pip install --quiet pyinstaller==6.22.3
.venv/bin/pyinstaller --noconfirm --distpath dist --workpath build/pyinstaller packaging/pyinstaller.spec
.venv/bin/python packaging/smoke.py dist/pole-ressource/pole-ressource-cli
version=$(.venv/bin/python -c 'import desktop; print(desktop.__version__)')
root=build/deb
rm -rf "$root"
mkdir -p "$root/DEBIAN" "$root/opt" "$root/usr/bin" "$root/usr/share/applications" "$root/usr/share/icons/hicolor/scalable/apps" \
    "$root/usr/share/doc/pole-ressource"
cp -r dist/pole-ressource "$root/opt/pole-ressource"
ln -s /opt/pole-ressource/pole-ressource "$root/usr/bin/pole-ressource"
cp packaging/linux/pole-ressource.desktop "$root/usr/share/applications/"
cp resources/icons/brand.svg "$root/usr/share/icons/hicolor/scalable/apps/pole-ressource.svg"
cp LICENSE "$root/usr/share/doc/pole-ressource/copyright"
cat >"$root/DEBIAN/control" <<CONTROL
Package: pole-ressource
Version: $version
Architecture: $(dpkg --print-architecture)
Maintainer: Pôle Ressource
Section: education
Priority: optional
Depends: libegl1, libgl1, libxkbcommon0, libdbus-1-3, libfontconfig1, libglib2.0-0, libxcb-cursor0, libxkbcommon-x11-0, libxcb-icccm4, libxcb-keysyms1, libxcb-shape0, libcups2
Description: Suivi des élèves pour les pôles ressources, chiffré et hors ligne
CONTROL
dpkg-deb --root-owner-group -Zxz --build "$root" "dist/pole-ressource_${version}_$(dpkg --print-architecture).deb"
