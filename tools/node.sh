#!/bin/sh
# Uses the machine's Node if it is new enough for the build; else puts Node from a Python wheel into .venv.
if command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1; then
  if node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 22 || (a === 22 && b >= 12) || (a === 20 && b >= 19) ? 0 : 1)'; then
    echo "  Node $(node --version) is here"
    exit 0
  fi
fi
python -m pip install -q --require-hashes -r requirements/node.txt && echo "  Node $(node --version) installed into .venv"
