"""The courses that a question is asked of."""

from companion.models.treatment import Course, running_courses
from companion.web.access import asked, own_courses


def my_courses() -> list[Course]:
    """Those of the patient who asks that run now, the latest treatment first; the latest one when none does."""
    return running_courses(own_courses(), asked().now)
