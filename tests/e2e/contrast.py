#!/usr/bin/env python3
"""Check that text can be read: WCAG 2.2 contrast of the colours of a style sheet.

usage: contrast.py STYLE.css

Every block that sets --paper is a theme; text on background needs 4.5 (level AA), the outline of
what has the focus 3.  The marks of plots are not checked: they are told apart by shape and dash as
well.  Prints the pairs that fall short, and ends with status 1 if there is one.
"""

import re
import sys

TEXT = ["ink", "soft", "link", "supported", "refuted", "inconclusive", "untestable",
        "t-blue", "t-orange", "t-green", "t-pink", "t-sky", "t-amber"]
CODE = ["ink", "kw", "str", "num", "com", "fun", "type", "pre", "err"]
VERDICTS = ["supported", "refuted", "inconclusive", "untestable"]
PAIRS = ([(text, ground, 4.5) for text in TEXT for ground in ("paper", "plate")] +
         [(text, "code", 4.5) for text in CODE] +
         [(verdict, verdict + "-tint", 4.5) for verdict in VERDICTS] +
         [("mark-text", verdict, 4.5) for verdict in VERDICTS] +
         [("pre", "plate", 4.5)] +  # a callout's kind
         [("ink", "refuted-tint", 4.5), ("ink", "inconclusive-tint", 4.5), ("soft", "code", 4.5), ("focus", "paper", 3)])


def luminance(colour):
    digits = colour.lstrip("#")
    digits = "".join(2 * d for d in digits) if len(digits) == 3 else digits
    channels = [int(digits[i:i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def colour_of(theme, name):
    value = theme[name]
    alias = re.fullmatch(r"var\(--([\w-]+)\)", value)
    return colour_of(theme, alias[1]) if alias else value


with open(sys.argv[1], encoding="utf-8") as file:
    blocks = re.findall(r"\{([^{}]*--paper:[^{}]*)\}", file.read())
short = []
for number, block in enumerate(blocks, 1):
    theme = dict(re.findall(r"--([\w-]+):\s*([^;]+?)\s*(?:;|$)", block))
    for text, ground, least in PAIRS:
        got = contrast(colour_of(theme, text), colour_of(theme, ground))
        if got < least:
            short.append(f"theme {number}: --{text} on --{ground}: {got:.2f}, less than {least}")
print("\n".join(short))
sys.exit(1 if short or len(blocks) < 3 else 0)
