"""The commands about an office: its accounts, its phones and desk browsers, what was set aside of what they sent."""

from __future__ import annotations

import secrets

import click
from rich.table import Column, Table

from .terminal import console, opened, told

IDS = {"ignore_unknown_options": True}  # ids and hashes are base64url, and may begin with a dash


@click.group()
def account() -> None:
    """Accounts of the office's staff."""


@account.command("add")
@click.argument("email")
@click.option("--office", required=True, help="Id of the office.")
@click.option("--name", required=True, help="Name as screens show it.")
@click.option("--role", "roles", multiple=True, required=True, help="administrator, officer, staff or approver.")
@click.option("--password", help="Asked for if it is not given.")
@click.option("--link", is_flag=True, help="Ask for no password: print a link by which its holder sets one.")
def add_account(email: str, office: str, name: str, roles: tuple[str, ...], password: str | None, link: bool) -> None:
    """Create an account."""
    from .accounts import service

    if link:
        password = secrets.token_urlsafe(48)  # nobody knows it
    with opened():
        password = password or click.prompt("Password", hide_input=True, confirmation_prompt=True)
        user = told(service.create_account, office=office, email=email, password=password, name=name, roles=list(roles))
        console.print(f"Account {user.pseudonym} for {email}.")
        if link:
            _show_link(email)


@account.command("password")
@click.argument("email")
@click.password_option()
def set_password(email: str, password: str) -> None:
    """Set a new password and sign the account out everywhere. Its phones stay enrolled: see `revoke`."""
    from .accounts import upkeep

    with opened():
        told(upkeep.set_password, email, password)
        console.print(f"{email} has a new password and is signed out everywhere.")


@account.command("reset")
@click.argument("email")
def reset_password(email: str) -> None:
    """Print a link, with its QR, by which the holder of the account sets a new password: once, within the hour."""
    with opened():
        _show_link(email)


def _show_link(email: str) -> None:
    from .accounts import reset
    from .serve import show_qr

    link = told(reset.make_for_email, email)
    console.print(f"{email} sets a new password here, once, until {link.expires_at}:")
    show_qr(console, link.url)


@account.command("close")
@click.argument("email")
def close_account(email: str) -> None:
    """Close an account: nobody signs in with it any more, and what its phones still send goes to quarantine."""
    from .accounts import upkeep

    with opened():
        told(upkeep.set_active, email, active=False)
        console.print(f"{email} is closed.")


@account.command("reopen")
@click.argument("email")
def reopen_account(email: str) -> None:
    """Open a closed account again, its phones too."""
    from .accounts import upkeep

    with opened():
        told(upkeep.set_active, email, active=True)
        console.print(f"{email} is open again.")


@click.group()
def office() -> None:
    """District offices."""


@office.command("add")
@click.argument("office_id")
@click.option("--name", required=True, help="Name as pages show it.")
def add_office(office_id: str, name: str) -> None:
    """Open an office; once more changes nothing."""
    from .accounts import service

    with opened():
        told(service.open_office, office_id, name)
        console.print(f"Office {office_id} is open.")


@click.command("enrol-code", context_settings=IDS)
@click.argument("account_id")
@click.option("--office", required=True, help="Id of the office.")
@click.option("--label", required=True, help="What the phone is called.")
def enrol_code(account_id: str, office: str, label: str) -> None:
    """A one-time code and its QR for one phone of an account."""
    from .accounts import service
    from .serve import show_qr

    with opened() as running:
        code, expires = told(service.issue_code, office, account_id, label)
        console.print(f"{label}: {code}, until {expires}")
        show_qr(console, f"{running.config['PUBLIC_URL']}/field#enrol={code}")


@click.command()
@click.option("--office", required=True, help="Id of the office.")
def installations(office: str) -> None:
    """The phones and desk browsers of an office: whose, called what, since when, last seen when, revoked when."""
    from .accounts import upkeep

    with opened():
        table = _table("installation", 22, "account", "called", "enrolled", "last seen", "revoked")
        for row, user in upkeep.installations(office):
            last, revoked = row.last_seen or "never", row.revoked_at or ""
            table.add_row(row.id, user.email, row.label, row.enrolled_at, last, revoked, style="dim" if revoked else "")
        console.print(table)


@click.command(context_settings=IDS)
@click.argument("installation")
def revoke(installation: str) -> None:
    """Shut out one phone or desk browser; what it still sends goes to quarantine."""
    from .accounts import upkeep

    with opened():
        label, since = told(upkeep.shut_out, installation)
        console.print(f"{label} ({installation}) is shut out since {since}.")


@click.command()
@click.option("--office", required=True, help="Id of the office.")
def quarantined(office: str) -> None:
    """Entries that are kept and not counted: which, why, and where."""
    from .exchange import verdicts

    with opened():
        table = _table("entry", 43, "reason", "stream", "kind", "received")
        for row in verdicts.quarantined(office):
            table.add_row(row.hash, row.reason, row.stream, row.kind, row.received_at)
        console.print(table)


@click.command(context_settings=IDS)
@click.argument("entry")
@click.option("--reason", required=True, help="Why it may count after all, in at most 80 letters. No names.")
def admit(entry: str, reason: str) -> None:
    """Lift the quarantine of an entry, by its hash; every copy folds it from then on."""
    from .exchange import verdicts

    with opened():
        stream = told(verdicts.admit, entry, reason)
        console.print(f"{entry} counts again, in {stream}.")


@click.command(context_settings=IDS)
@click.argument("entry")
@click.option("--part", type=click.Choice(["private", "body"]), default="private", show_default=True)
@click.option("--reason", required=True, help="Why, for those who may see private parts. No names.")
@click.confirmation_option(prompt="What is removed does not come back, from no phone and no backup. Go on?")
def redact(entry: str, part: str, reason: str) -> None:
    """Remove personal data of an entry, by its hash (see `inspect`): here, and with each exchange on every phone."""
    from .redaction import service

    with opened():
        removed = told(service.redact, entry, part, reason)
        said = "had been removed before" if removed.before else "is removed"
        console.print(f"The {part} part of {entry} {said}: {removed.kind} {removed.record} in {removed.stream}.")


def _table(named: str, width: int, *others: str) -> Table:
    """A table whose first column is what other commands ask for: whole on one line, also in a narrow terminal."""
    return Table(Column(named, no_wrap=True, min_width=width), *(Column(header, overflow="fold") for header in others))


COMMANDS: tuple[click.Command, ...] = (
    account,
    office,
    enrol_code,
    installations,
    revoke,
    quarantined,
    admit,
    redact,
)
