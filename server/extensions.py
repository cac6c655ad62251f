"""The libraries that need one shared object each: database, migrations, accounts, limits, REST face."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_migrate import Migrate
from flask_security.core import Security
from flask_smorest import Api
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect  # type: ignore[import-untyped]  # ships no types
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

# Names of constraints are fixed, so that a migration can name what it alters on every database.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of every table."""

    metadata = MetaData(naming_convention=NAMING)


class RestFace(Api):  # type: ignore[misc]  # flask-smorest ships no types
    """flask-smorest without its own error shape: server/errors.py is the one table."""

    def _register_error_handlers(self) -> None:
        """Leave the handlers to server/errors.py."""


db = SQLAlchemy(model_class=Base)
if TYPE_CHECKING:
    Model = Base  # what a type checker can follow of db.Model
else:
    Model = db.Model
migrate = Migrate()
security = Security()
csrf = CSRFProtect()
# Limits name their own key (a code, an account): a hall full of phones stands behind one carrier address.
limiter = Limiter(key_func=get_remote_address, storage_uri="memory://", headers_enabled=True)
api: Any = RestFace()
