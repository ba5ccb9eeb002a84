"""A reminder for one phone -> the message that a push service carries there."""

from flask import current_app

from companion.adapters.web_push.message import Message, payload_of, topic_of
from companion.adapters.web_push.target import Target
from companion.config import Config
from companion.models import Delivery, Subscription
from companion.models.reminder import TEST, Due, plain_key
from companion.services.due import Facts
from companion.services.reminder_words import path_of, words_of


def message_of(delivery: Delivery, place: Subscription, due: Due, facts: Facts) -> Message:
    """One reminder to one phone. A later one under the same key takes its place, at the service and on the phone.

    So does that of another product of the same day, which says the same.
    """
    kept = facts.wishes.get(due.patient_id)
    title, body = words_of(due, facts.courses[due.treatment_id], place.language, names_it=bool(kept and kept.names_it))
    config: Config = current_app.config["COMPANION"]
    injected_on = facts.courses[due.treatment_id].schedule.treated.treated_at.date()
    topic = topic_of(f"{due.patient_id} {injected_on} {plain_key(due.key)}")
    payload = payload_of(
        title,
        body,
        config.public_url.rstrip("/") + path_of(due, is_of_latest=facts.is_of_latest(due)),
        topic,
        data={"delivery": str(delivery.id)},
        lang=place.language,
    )
    target = Target(place.endpoint, place.p256dh, place.auth)
    seconds = int((facts.lives_until(due, delivery.tried_at) - delivery.tried_at).total_seconds())
    return Message(target, payload, seconds, topic, "high" if due.kind == TEST else "normal", place.key_id)
