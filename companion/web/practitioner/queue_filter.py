"""Which part of the queue a page is about: it stands in the address, and goes along from page to page."""

from dataclasses import dataclass, replace
from typing import Any

from flask import request

from companion.models.cover import Team
from companion.models.staff import StaffSignedIn
from companion.models.waiting import Wanted


@dataclass(frozen=True)
class QueueFilter:
    """`of`: mine, covered (handed over to me) or everybody's; `urgent`: only those; `product`: its id."""

    of: str = ""
    urgent: bool = False
    product: str = ""

    @classmethod
    def asked(cls) -> "QueueFilter":
        """As the address has it; what it does not know is left out."""
        of = request.args.get("of", "")
        return cls(of if of in ("mine", "covered") else "", "urgent" in request.args, request.args.get("product", ""))

    def wanted(self, who: StaffSignedIn, team: Team) -> Wanted:
        covered = team.covered_by(who.practitioner_id)
        of = {"mine": frozenset({who.practitioner_id}) | covered, "covered": covered}.get(self.of)
        return Wanted(who.clinic_id, of, self.urgent, self.product or None)

    @property
    def query(self) -> dict[str, Any]:
        """What goes into an address."""
        pairs = {"of": self.of, "urgent": "yes" if self.urgent else "", "product": self.product}
        return {name: value for name, value in pairs.items() if value}

    def turned(self, **change: Any) -> dict[str, Any]:
        """The same with something else in it: for the chips."""
        return replace(self, **change).query
