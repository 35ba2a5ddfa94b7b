"""What somebody wants with what they say: a suggestion, a question, praise, a report, or help."""

import re

from models.law.matters import Kind
from models.search import normalise

LONGEST = 40
"""Characters; more is a story, of which this is no part."""
_WORDS = (
    (Kind.ACCUSATION, r"举报|检举|控告|揭发|告发|告状|告他|查处|blow the whistle|wrongdoing|report (?:an? )?official"),
    (
        Kind.SUGGESTION,
        r"建议|提议|提(?:个|点|一?些|几条)?意见|希望增加|能不能增加|应该增设|出个(?:主意|点子)|点子|suggest|idea|proposal",
    ),
    (Kind.THANKS, r"表扬|感谢|点赞|表彰|锦旗|夸|谢谢|thank|praise"),
    (
        Kind.INQUIRY,
        r"咨询|请问|问一?下|问问|想问|^(?:就)?问(?:个|点|件|啲)|打探|请教|想知道|了解一?下|打听|政策|怎么办理|如何办理|要什么材料|"
        r"question|ask about|how do i",
    ),
    (
        Kind.DIFFICULTY,
        r"投诉|反映|反应|诉苦|申冤|喊冤|要个?说法|讨个?说法|求助|帮忙|帮帮|帮我|解决|困难|难处|修|处理|赔|退|维权|讨|管管|管一管|没人管|催|complain|problem|fix|repair|help",
    ),
)


def kind_in(text: str) -> Kind | None:
    """The kind that a short line names; None when it names none."""
    said = normalise(text).strip()
    if len(said) > LONGEST:
        return None
    return next((kind for kind, words in _WORDS if re.search(words, said)), None)
