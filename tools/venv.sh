#!/bin/sh
# Makes .venv with the Python given, after looking whether it is new enough.
python=$1
[ -n "$python" ] || { echo "No python3 on the PATH." >&2; exit 1; }
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$python is older than 3.11." >&2; exit 1; }
[ -x .venv/bin/python ] || "$python" -m venv .venv
