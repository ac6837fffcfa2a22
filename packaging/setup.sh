#!/bin/sh
# Sets up what the program (« run ») or its tests (« dev ») need: system libraries, virtual environment, locked
# dependencies. Does nothing, and needs no network, when the locks have not changed since the last time.
set -eu
cd "$(dirname "$0")/.."
what=${1:-run}
case $what in
    run) lock=requirements.txt ;;
    dev) lock=requirements-dev.txt ;;
    *) echo "usage : packaging/setup.sh run|dev" >&2; exit 1 ;;
esac

# What a set-up depends on: the lock, how we are built, this script, and where the folder is.
stamp_of() {
    { cat "$1" pyproject.toml packaging/setup.sh; pwd; } | cksum
}
is_ready() {
    [ -x .venv/bin/python ] && [ "$(cat ".venv/.setup-$1" 2>/dev/null || true)" = "$(stamp_of "$2")" ]
}
if is_ready "$what" "$lock" || is_ready dev requirements-dev.txt; then
    exit 0
fi

say() { printf '%s\n' "$*"; }

find_python() {
    for name in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
        if "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' >/dev/null 2>&1; then
            echo "$name"
            return
        fi
    done
}

# Library → package, for Debian and Ubuntu. The rest comes as dependencies of these.
missing_packages() {
    python=$1
    if [ -z "$python" ]; then
        echo python3 python3-venv
    elif ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        echo "$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
    fi
    known=$(ldconfig -p 2>/dev/null || /sbin/ldconfig -p 2>/dev/null || true)
    [ -n "$known" ] || return 0
    while read -r library package; do
        case $known in
            *"$library"*) ;;
            *) echo "$package" ;;
        esac
    done <<LIBRARIES
libEGL.so.1 libegl1
libGL.so.1 libgl1
libxkbcommon.so.0 libxkbcommon0
libdbus-1.so.3 libdbus-1-3
libfontconfig.so.1 libfontconfig1
libglib-2.0.so.0 libglib2.0-0
libxcb-cursor.so.0 libxcb-cursor0
libxkbcommon-x11.so.0 libxkbcommon-x11-0
libxcb-icccm.so.4 libxcb-icccm4
libxcb-keysyms.so.1 libxcb-keysyms1
libxcb-shape.so.0 libxcb-shape0
libcups.so.2 libcups2
LIBRARIES
}

agreed() {
    [ "${CI:-}" = true ] && return 0
    [ -t 0 ] || return 1
    printf 'Lancer cette commande maintenant ? [o/N] '
    read -r answer
    case $answer in
        o | O | oui | Oui | y | Y) return 0 ;;
        *) return 1 ;;
    esac
}

install_packages() {
    packages=$1
    command -v apt-get >/dev/null 2>&1 || {
        say "Il manque des bibliothèques du système. Sur Debian ou Ubuntu, ce sont les paquets : $packages" >&2
        say "Installez leurs équivalents pour votre système, puis relancez." >&2
        exit 1
    }
    line="apt-get install -y --no-install-recommends $packages"
    if [ "$(id -u)" = 0 ]; then
        say "Il manque des bibliothèques du système :" "    $line"
        sudo=
    else
        say "Il manque des bibliothèques du système. La commande est :" "    sudo $line"
        agreed || {
            say "Rien n'a été installé. Lancez cette commande, puis de nouveau make." >&2
            exit 1
        }
        sudo=sudo
    fi
    $sudo apt-get update -q
    # shellcheck disable=SC2086
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $packages
}

python=$(find_python)
packages=$(missing_packages "$python" | tr '\n' ' ' | sed 's/ *$//')
if [ -n "$packages" ]; then
    install_packages "$packages"
    python=$(find_python)
fi
[ -n "$python" ] || {
    say "Il faut Python 3.11 ou plus récent (PYTHON=/chemin/vers/python3 make …)." >&2
    exit 1
}

if ! .venv/bin/python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' >/dev/null 2>&1; then
    say "Création de l'environnement .venv ($("$python" --version))…"
    rm -rf .venv
    "$python" -m venv .venv
fi
say "Installation des dépendances verrouillées ($lock)…"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
# setuptools is in the lock: building the program needs no network a second time.
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-index --no-build-isolation --editable .
stamp_of "$lock" >".venv/.setup-$what"
say "Prêt."
