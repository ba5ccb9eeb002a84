"""A refusal as the phone reads it."""

from werkzeug.test import TestResponse


def reason(answer: TestResponse) -> tuple[int, str]:
    """The status and the reason of a refusal, which has a sentence too."""
    said = answer.get_json()
    assert said["message"].endswith(".")
    assert len(said["message"]) > 20
    return answer.status_code, said["reason"]
