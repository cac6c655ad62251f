"""The floor: a bare process that parses the same lines, computes the same hashes and writes the same rows of entries
and records to the same kind of database, a commit a batch, and nothing else. The folds of records are given to it.

    python -m tests.bench.floor FILE ADDRESS      FILE: a pickle of batches; prints {"seconds", "cpu"} as JSON
"""

from __future__ import annotations

import hashlib
import json
import pickle
import sqlite3
import sys
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import psycopg
from sqlalchemy import make_url

# `quarantined` stays null.
ENTRY = ("log", "seq", "stream", "office", "kind", "record", "hash", "header", "salt", "body", "salt2", "private")
ENTRY += ("received_at",)
