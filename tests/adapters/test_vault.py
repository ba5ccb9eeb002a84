"""What is sealed opens only with the right key, at the right place."""

import pytest

from companion.adapters.vault import PatientKey, Vault, VaultError, WrappedKey

RING = {"k1": bytes(range(32))}
PLACE = ("patient", "first_name", "row-1")


def opened(vault: Vault, patient: str = "alice", clinic: str = "bobs") -> tuple[WrappedKey, PatientKey]:
    key = vault.new_key(clinic, patient)
    return key, vault.open(key, clinic, patient)


def test_a_name_comes_back_as_it_went_in() -> None:
    _, key = opened(Vault(RING))
    assert key.unseal(key.seal("Alice Örs 🌿", *PLACE), *PLACE) == "Alice Örs 🌿"


def test_a_photo_comes_back_as_it_went_in_and_only_at_its_place() -> None:
    _, key = opened(Vault(RING))
    photo = bytes(range(256)) * 1000
    sealed = key.seal_bytes(photo, "photo", "view", "row-1")
    assert photo[:64] not in sealed
    assert len(sealed) == len(photo) + 29
    assert key.unseal_bytes(sealed, "photo", "view", "row-1") == photo
    for column, row in (("thumb", "row-1"), ("view", "row-2")):
        with pytest.raises(VaultError, match="moved"):
            key.unseal_bytes(sealed, "photo", column, row)


def test_the_same_name_never_looks_the_same() -> None:
    _, key = opened(Vault(RING))
    assert key.seal("Alice", *PLACE) != key.seal("Alice", *PLACE)


@pytest.mark.parametrize(
    "place", [("note", "first_name", "row-1"), ("patient", "note", "row-1"), ("patient", "first_name", "row-2")]
)
def test_a_sealed_name_does_not_open_at_another_place(place: tuple[str, str, str]) -> None:
    _, key = opened(Vault(RING))
    with pytest.raises(VaultError, match="moved"):
        key.unseal(key.seal("Alice", *PLACE), *place)


def test_parts_of_a_place_do_not_run_together() -> None:
    _, key = opened(Vault(RING))
    with pytest.raises(VaultError):
        key.unseal(key.seal("Alice", "ab", "c", "d"), "a", "bc", "d")


def test_every_flipped_bit_is_noticed() -> None:
    _, key = opened(Vault(RING))
    sealed = key.seal("Alice", *PLACE)
    for bit in range(len(sealed) * 8):
        broken = bytearray(sealed)
        broken[bit // 8] ^= 1 << bit % 8
        with pytest.raises(VaultError):
            key.unseal(bytes(broken), *PLACE)


def test_carols_key_does_not_open_alices_name() -> None:
    vault = Vault(RING)
    _, alice = opened(vault)
    _, carol = opened(vault, "carol")
    with pytest.raises(VaultError):
        carol.unseal(alice.seal("Alice", *PLACE), *PLACE)


def test_a_wrapped_key_opens_only_for_its_clinic_and_patient() -> None:
    vault = Vault(RING)
    key, _ = opened(vault)
    for clinic, patient in (("carols", "alice"), ("bobs", "carol")):
        with pytest.raises(VaultError):
            vault.open(key, clinic, patient)


def test_a_new_master_key_takes_over_and_names_stay_readable() -> None:
    old = Vault(RING)
    key, alice = opened(old)
    sealed = alice.seal("Alice", *PLACE)
    both = Vault({"k2": bytes(32)} | RING)
    rewrapped = both.rewrap(key, "bobs", "alice", to_clinic="harbour")
    assert rewrapped.key_id == "k2"
    alone = Vault({"k2": bytes(32)})
    assert alone.open(rewrapped, "harbour", "alice").unseal(sealed, *PLACE) == "Alice"


def test_without_its_master_key_nothing_opens() -> None:
    key, _ = opened(Vault(RING))
    with pytest.raises(VaultError, match="no master key"):
        Vault({"other": bytes(32)}).open(key, "bobs", "alice")
    with pytest.raises(VaultError, match="no master key"):
        Vault({})
