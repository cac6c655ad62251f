"""The heart of Prachakhom: pure Python, no Flask, no database, no network. PROTOCOL.md is its contract.

A map of the room, in the order to read it:

- canonical.py  JSON read strictly; the one text by which values compare
- ids.py        ids, salts and hashes, and how they are spelled
- keys.py       key pairs, signatures, and the texts that are signed
- header.py     what a header may say
- entry.py      one line: read, composed, chained
- clock.py      stamps that never run backwards
- rules.py      what schema.json says of kinds and fields
- fold.py       from entries to the state of a record
- records.py    the view of a folded record
- groups.py     who is one person, merges followed
- counts.py     who came and how a motion went, with what must stand aside
- vector.py     what a copy of a stream holds, in 32 bytes
- bundle.py     the text of an exchange or a file
- sealed.py     a file that only the server opens
- lint.py       keeps schema.json to what lines already written can bear
- published.py  what may change in a schema that was published

The twin in TypeScript has the same names (pwa/src/sync/); what a phone's first screen does not need of rules.py
and records.py stands there in rights.ts, keyed.ts and sound.ts. cases/ holds examples, expected by hand, that both
must pass.
"""
