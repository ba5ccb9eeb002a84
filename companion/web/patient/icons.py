"""The icons that the Now page may need."""

NOW_ICONS = (
    "back bolt book bowl calendar car chair check clock cream down drop eye flag guide gym habit hand hat heat "
    "help info label leaf lips moon next people phone pill plane search smile snow sun tooth wine"
).split()
