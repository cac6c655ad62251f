"""The other half of pwa/src/sync/twins.test.ts: `python -m tests.sync.answer` answers a line of JSON with a line: the
hash of what the engine in Python makes of a stream; its text, where the line asks for `"text": true`.
"""

import json
import sys

from sync.canonical import canonical
from tests.sync.streams import hash_of, state_of

if __name__ == "__main__":
    for line in sys.stdin:
        asked = json.loads(line)
        state = state_of(asked)
        sys.stdout.write(f"{canonical(state) if asked.get('text') else hash_of(state)}\n")
        sys.stdout.flush()
