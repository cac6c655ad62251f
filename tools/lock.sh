#!/bin/sh
# Writes every lock file anew, with hashes and without addresses.
set -e
python -m pip install -q -r requirements/lock.in
for name in run test node; do
  (cd requirements && uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header "$name.in" -o "$name.txt")
done
npm --prefix pwa install --package-lock-only --loglevel=error
npm --prefix tools/browser install --package-lock-only --loglevel=error
