"""Words that tell of a treatment: names of the protocol in a language, and those that everybody knows."""

import re

from companion.aftercare.protocol import Protocol

# Words of names that say nothing by themselves.
EVERYDAY = set("after another this that what there with work your".split())
TELLING = set(
    "botox toxin neurotoxin neuromodulator filler filled inject injection injected injector needle syringe jab clinic"
    " hospital doctor nurse practitioner dermatologist patient appointment surgery treatment treated dose unit medicine"
    " skin face facial muscle nerve wrinkle line beauty aesthetic cosmetic bruise bruised bruising swelling swollen"
    " pain sore redness itch rash lump numb weak headache fever infection allergy eye eyelid droop drooping vision"
    " forehead brow eyebrow frown cheek temple nose mouth lip chin neck jaw armpit underarm"
    " symptom effect complication".split()
)


def names_of(protocol: Protocol, language: str) -> set[str]:
    """The names of products, body parts, flags and scores in a language."""
    texts = [
        *(product.name for product in protocol.products),
        *protocol.area_names.values(),
        *protocol.check_in.zones.values(),
        *(flag.title for flag in protocol.red_flags.items),
        *(scale.name for scale in protocol.scales.items),
    ]
    ids = {product.inn for product in protocol.products} | {zone for zs in protocol.face_zones.values() for zone in zs}
    return {text[language] for text in texts if language in text} | ids | set(protocol.areas)


def telling(protocol: Protocol, language: str) -> set[str]:
    words = {word for name in names_of(protocol, language) for word in re.findall(r"\w{4,}", name.lower())}
    return (words | TELLING) - EVERYDAY


def told(words: str, tell: set[str]) -> set[str]:
    """The telling words of a text, in the plural too."""
    spoken = re.findall(r"\w+", words.lower())
    return {word for word in spoken if word in tell or word.removesuffix("s") in tell}
