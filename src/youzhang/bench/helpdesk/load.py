"""Fill the helpdesk's database in bulk, sign its staff in, and print what the pages need as one JSON object."""

import json
import os
import sys
from datetime import datetime, timedelta
from importlib import import_module
from random import Random

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from helpdesk.models import FollowUp, Queue, Ticket  # noqa: E402

STAFF, QUEUES, OPEN, AT_ONCE, SAMPLE = 40, 8, 0.12, 5000, 200
FOLLOW_UPS = 2
TEXT = "Asks for a calm talk about school; sleeps badly since the summer, can come after four. " * 3


def main(count: int, names: dict[str, str]) -> None:
    """Load unless an earlier run did, then tell who may look at what."""
    call_command("migrate", verbosity=0)
    draw = Random(1)
    if not Ticket.objects.exists():
        call_command("loaddata", "emailtemplate.json", verbosity=0)
        load(count, names, draw)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    users = list(get_user_model().objects.filter(username__startswith="staff"))
    newest = Ticket.objects.order_by("-pk").values_list("pk", flat=True).first()
    tickets = [draw.randrange(1, newest + 1) for _ in range(SAMPLE)]
    found = {
        "cookie": settings.SESSION_COOKIE_NAME,
        "staff": [{"id": user.pk, "session": sign_in(user)} for user in users],
        "tickets": list(Ticket.objects.filter(pk__in=tickets).values_list("pk", flat=True)),
        "words": [name_of(names, draw)[:2] for _ in range(SAMPLE)],
        "queue": Queue.objects.values_list("pk", flat=True).first(),
        "rows": Ticket.objects.count(),
    }
    sys.stdout.write(json.dumps(found))


def load(count: int, names: dict[str, str], draw: Random) -> None:
    """Queues, staff, tickets with two follow-ups each."""
    users = [get_user_model()(username=f"staff{number}", is_staff=True) for number in range(STAFF)]
    get_user_model().objects.bulk_create(users)
    queues = [
        Queue.objects.create(title=f"Centre {number}", slug=f"c{number}", allow_public_submission=True)
        for number in range(QUEUES)
    ]
    now = datetime.fromisoformat(os.environ["PEER_NOW"])
    for first in range(0, count, AT_ONCE):
        tickets = [ticket(names, draw, users, queues, now) for _ in range(min(AT_ONCE, count - first))]
        Ticket.objects.bulk_create(tickets)
        FollowUp.objects.bulk_create(
            FollowUp(ticket=one, title="Called", comment="Talked on the telephone.", public=True,
                     date=one.created + timedelta(days=turn), user=one.assigned_to)
            for one in tickets for turn in range(FOLLOW_UPS)
        )  # fmt: skip


def ticket(names, draw, users, queues, now):
    """One ticket; a name stands in its title."""
    created = now - timedelta(minutes=draw.randrange(1, 1_000_000))
    number = draw.randrange(10**9)
    return Ticket(
        title=f"{name_of(names, draw)} 1{draw.choice('35789')}{number:09d}",
        queue=draw.choice(queues), created=created, modified=created,
        submitter_email=f"p{number}@example.org", assigned_to=draw.choice(users),
        status=Ticket.OPEN_STATUS if draw.random() < OPEN else Ticket.CLOSED_STATUS,
        description=TEXT, priority=draw.randrange(1, 6), due_date=created + timedelta(days=draw.randrange(1, 30)),
    )  # fmt: skip


def name_of(names: dict[str, str], draw: Random) -> str:
    """A name as the other side's people have."""
    surname = names["surnames"][int(len(names["surnames"]) * draw.random() ** 2)]
    return surname + "".join(draw.choice(names["given"]) for _ in range(1 if draw.random() < 0.15 else 2))


def sign_in(user) -> str:
    """A session as signing in makes it."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key


if __name__ == "__main__":
    main(int(sys.argv[1]), json.loads(os.environ["PEER_NAMES"]))
