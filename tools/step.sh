#!/bin/sh
# Runs one step of the Makefile: says what begins, how long it took, and on failure what to do. `--done TEXT` only says.
if [ "$1" = "--done" ]; then printf '✓ %s\n' "$2"; exit 0; fi
name=$1; shift
printf '▸ %s …\n' "$name"
start=$(date +%s)
if "$@"; then
  printf '  ✓ %s (%s s)\n' "$name" "$(($(date +%s) - start))"
else
  code=$?
  printf '\n✗ %s failed (exit %s). What it said stands above.\n' "$name" "$code" >&2
  case "$name" in
    *environment*) printf '  Install Python 3.11 or newer with its venv module (on Debian: python3-venv), then run make again.\n' >&2 ;;
    *packages*|Node) printf '  Is the network there? The packages come from the usual registries. Run make again: what is done is kept.\n' >&2 ;;
    *browser\ for*) printf '  Install Chromium by hand and run make again, or name one: CHROMIUM=path/to/chromium make test\n' >&2 ;;
    build*) printf '  `make clean` and make again helps after an interrupted set-up.\n' >&2 ;;
  esac
  exit "$code"
fi
