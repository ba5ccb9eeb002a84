"""The ground floor: what is true with no network, no database, no page and no clock."""
