"""The emptiest app that answers: what the exchange with nothing new and the memory of the workers are held against."""

from flask import Flask

app = Flask(__name__)


@app.route("/sync", methods=["GET", "POST"])
def sync() -> str:
    """Nothing."""
    return ""
