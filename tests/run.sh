#!/usr/bin/env bash
# Installs through apt what the tests need and this machine lacks (or names it and stops), then runs all tests.
set -euo pipefail
cd "$(dirname "$0")/.."

# program, Debian package
needs="
cc gcc
chromium chromium
soffice libreoffice-writer-nogui
pdftotext poppler-utils
python3 python3
"
missing=""
while read -r program package; do
    [ -n "$program" ] || continue
    command -v "$program" >/dev/null 2>&1 || missing="$missing $package"
done <<<"$needs"
# what no program of its own tells of
[ -e /usr/lib/libreoffice/program/libsclo.so ] || missing="$missing libreoffice-calc-nogui"
fc-list 2>/dev/null | grep -q "Noto Serif CJK" || missing="$missing fonts-noto-cjk"
python3 -c "import aiosmtpd" >/dev/null 2>&1 || missing="$missing python3-aiosmtpd"

if [ -n "$missing" ]; then
    echo "tests need:$missing"
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
        echo "install them first: apt-get install$missing" >&2
        exit 1
    fi
    apt-get update -qq
    # shellcheck disable=SC2086
    apt-get install -y -qq --no-install-recommends $missing
fi

export INSTA_UPDATE=no
exec cargo test --locked "$@"
