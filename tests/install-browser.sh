#!/usr/bin/env bash
# The browser tests need a Chromium and a font that draws Chinese. Installs Debian's where either is missing;
# does nothing, and asks for no rights, where both are there.
set -euo pipefail

have_browser() {
  local name
  [ -n "${CHROMIUM:-}" ] && [ -x "$CHROMIUM" ] && return 0
  for name in chromium chromium-browser google-chrome; do command -v "$name" >/dev/null && return 0; done
  return 1
}
# An answer for any Chinese font; a machine with Noto or a system font needs no other.
have_font() { command -v fc-list >/dev/null && [ -n "$(fc-list :lang=zh-cn file 2>/dev/null)" ]; }

missing=()
have_browser || missing+=(chromium)
have_font || missing+=(fonts-wqy-microhei fontconfig)
[ ${#missing[@]} -eq 0 ] && exit 0

give_up() {
  printf '%s\n' "$1" \
    "The browser tests need: ${missing[*]}." \
    "Install them by hand; any Chromium and any Chinese font will do (CHROMIUM=/path/to/it is honoured)." >&2
  exit 1
}

command -v apt-get >/dev/null || give_up "There is no apt-get on this machine."
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || give_up "Installing packages needs root, and there is no sudo."
  as_root=(sudo)
  # Without a terminal sudo could only wait for a password that never comes.
  [ -t 0 ] || as_root=(sudo -n)
fi

echo "Installing ${missing[*]} ..." >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
run() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive "$@" >"$log" 2>&1 </dev/null; }
run apt-get update || { tail -5 "$log" >&2; give_up "apt-get update failed."; }
run apt-get install -y --no-install-recommends "${missing[@]}" || { tail -15 "$log" >&2; give_up "apt-get install failed."; }
have_browser && have_font || give_up "The packages are installed, but the browser or the font is still not found."
