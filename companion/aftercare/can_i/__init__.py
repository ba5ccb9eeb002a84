"""\"Can I ... yet?\": words a person typed -> an answer that never guesses."""

from companion.aftercare.can_i.answer import Answered, can_i
from companion.aftercare.can_i.normal import LONGEST_QUESTION
from companion.aftercare.can_i.together import can_i_in_all

__all__ = ["LONGEST_QUESTION", "Answered", "can_i", "can_i_in_all"]
