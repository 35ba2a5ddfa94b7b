#!/usr/bin/env bash
# The tests put a real nginx and a real Caddy before the service. Where either is missing, Debian's are unpacked into
# .proxies: nothing is installed, no service is started. Does nothing where both are there.
set -euo pipefail
cd "$(dirname "$0")/.."

have() { command -v "$1" >/dev/null || [ -x ".proxies/usr/sbin/$1" ] || [ -x ".proxies/usr/bin/$1" ]; }
missing=()
have nginx || missing+=(nginx)
have caddy || missing+=(caddy)
[ ${#missing[@]} -eq 0 ] && exit 0

give_up() { printf '%s\n' "$1" "The tests of the proxies need: ${missing[*]}. Install them by hand." >&2; exit 1; }
command -v apt-get >/dev/null || give_up "There is no apt-get on this machine."

echo "Unpacking ${missing[*]} into .proxies ..." >&2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
fetch() { (cd "$folder" && apt-get download "${missing[@]}" >log 2>&1); }
update() {
  local as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo -n)
  "${as_root[@]}" apt-get update >"$folder/log" 2>&1 </dev/null
}
fetch || { update && fetch; } || { tail -5 "$folder/log" >&2; give_up "apt-get could not fetch them."; }
mkdir -p .proxies
for package in "$folder"/*.deb; do dpkg-deb -x "$package" .proxies; done
have nginx && have caddy || give_up "The packages are unpacked, but a program is still not found."
