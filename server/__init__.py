"""The server: `create_app` puts the parts together; what each does is told in its own folder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask
from sqlalchemy.exc import OperationalError
from werkzeug.middleware.proxy_fix import ProxyFix

from sync.keys import KeyPair

from . import config, database, errors, frontend, headers, health, instance, logs
from .extensions import api, csrf, db, limiter, migrate, security
from .rest import JSONReader

MIGRATIONS = config.MIGRATIONS


def create_app(given: Mapping[str, Any] | None = None) -> Flask:
    """A configured app. `given` overrides settings of the environment, by their names in `config.SETTINGS`;
    any other name in it is Flask's or an extension's own.

    Raises:
        Misconfigured: a setting or a secret file that does not allow a safe start; the message says what to do.
    """
    values = config.load(given)
    secrets = instance.open_instance(
        values["INSTANCE_DIR"], create=values["CREATE_SECRETS"], begun=lambda: _begun(values["DATABASE_URL"])
    )
    app = Flask(__name__, instance_path=str(values["INSTANCE_DIR"]), static_folder=None)
    app.json_provider_class = JSONReader  # what Flask-Security derives its own from
    app.json = JSONReader(app)
    app.config.from_mapping(values)
    app.config.from_mapping(config.flask_settings(values))
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = database.engine_options(values["DATABASE_URL"])
    app.config.from_mapping({name: value for name, value in (given or {}).items() if name not in values})
    app.config["SECRET_KEY"] = secrets.secret_key
    app.config["SECURITY_PASSWORD_SALT"] = secrets.password_salt
    app.extensions["server_key"] = KeyPair.from_pem(secrets.server_key)
    app.extensions["vapid_key"] = secrets.vapid_key
    app.extensions["carrier_key"] = KeyPair.from_pem(secrets.carrier_key)
    _connect(app)
    _register(app)
    return app


def _begun(address: str) -> bool:
    """Whether the database was used before, so that lost secret files are not made anew beside it."""
    try:
        return database.is_begun(address)
    except OperationalError as error:
        said = str(error.orig).strip().splitlines()[0]
        raise config.Misconfigured(f"PostgreSQL does not answer: {said}. Is DATABASE_URL right?") from error


def _connect(app: Flask) -> None:
    """Tie the shared objects to this app."""
    from .accounts import service as accounts
    from .accounts import sign_in

    logs.configure_logs(app.config["LOG_LEVEL"])
    db.init_app(app)
    with app.app_context():
        database.prepare_engine(db.engine)
    migrate.init_app(app, db, directory=str(MIGRATIONS), render_as_batch=True)
    csrf.init_app(app)
    limiter.init_app(app)
    security.init_app(app, accounts.datastore)
    sign_in.only_by_session(app)
    security.render_json(sign_in.render)
    app.before_request(sign_in.limit_tries)
    api.init_app(app)


def _register(app: Flask) -> None:
    """Routes and what stands around every answer."""
    from .accounts import routes as accounts
    from .blobs import routes as blobs
    from .decisions import routes as decisions
    from .exchange import doorstep
    from .exchange import routes as exchange
    from .minutes import routes as minutes
    from .phones import routes as phones
    from .portal import routes as portal
    from .print import routes as printing
    from .push import routes as push
    from .redaction import routes as redaction
    from .roster import routes as roster

    logs.register_logs(app)
    headers.register_headers(app)
    errors.register_errors(app)
    for pages in (health.blueprint, exchange.blueprint, blobs.blueprint, minutes.pages):
        app.register_blueprint(pages)
    for rest in (
        accounts.blueprint,
        blobs.rest,
        decisions.blueprint,
        minutes.blueprint,
        phones.blueprint,
        push.blueprint,
        redaction.blueprint,
        roster.blueprint,
    ):
        api.register_blueprint(rest)
    app.register_blueprint(printing.pages)
    api.register_blueprint(printing.blueprint)
    portal.register_portal(app)
    frontend.register_frontend(app)
    doorstep.register_doorstep(app)
    proxies = app.config["TRUSTED_PROXIES"]
    if proxies:  # outermost: what stands behind sees the caller, not the proxy; Host is never taken from a header
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies)  # type: ignore[method-assign]  # as Flask says
