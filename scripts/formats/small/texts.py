"""Twelve short documents of our own: what all small folders are made of.

They hold what goes wrong: no text, one word only, letters outside ASCII and outside the basic plane,
combining marks, invisible characters, every kind of white space, a text twice, a long one.
"""

LONG = " ".join(
    f"On day {day} the keeper wrote that the lamp was {state}, and that the sea was {sea}."
    for day, (state, sea) in enumerate(
        [
            ("lit", "calm"),
            ("out", "high"),
            ("lit", "high"),
            ("lit", "grey"),
            ("dim", "calm"),
            ("lit", "calm"),
            ("out", "loud"),
            ("lit", "flat"),
        ],
        1,
    )
)

TEXTS = [
    "The keeper lit the lamp. The lamp was lit before the boats came home.",
    "those boys saw this sketch; these boys drew those sketches, didn't they?",
    "",
    "Grüße aus Köln: naïve café, Ærø, déjà vu — e\u0301 and é are the same letter.",
    "lamp",
    "東京の灯台は夜に光る。 Маяк светит ночью. φάρος 🗼👩\u200d🚀 𝔩𝔞𝔪𝔭",
    LONG,
    'tabs\tand  two spaces,    four\u00a0spaces\u3000and\na new line, "curly" “quotes” ‘too’',
    "The keeper lit the lamp. The lamp was lit before the boats came home.",
    "soft\u00adhyphen and zero\u200bwidth, U.S. and 3.14, foo_bar, well-known",
    "  the lamp  the lamp  the lamp  ",
    "... !? --",
]


def documents() -> list[dict]:
    """The documents as JSON objects: id and text."""
    return [{"id": f"doc-{number}", "text": text} for number, text in enumerate(TEXTS)]
