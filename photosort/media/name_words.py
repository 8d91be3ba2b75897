"""Words that systems and messengers put between the day and the time of a file name.

macOS calls a screenshot `Bildschirmfoto 2023-05-14 um 10.10.10`, WhatsApp calls a saved picture
`WhatsApp Image 2023-05-14 at 1.10.10 PM`. Another language is one more line. All words are composed
(NFC); case does not matter.
"""

BETWEEN: dict[str, tuple[str, ...]] = {
    "af": ("om",),
    "ar": ("في", "الساعة", "في الساعة"),
    "az": ("saat",),
    "be": ("у",),
    "bg": ("в",),
    "bn": ("এ",),
    "bs": ("u",),
    "ca": ("a les", "a la"),
    "cs": ("v", "ve"),
    "cy": ("am",),
    "da": ("kl.", "kl", "klokken"),
    "de": ("um", "vom", "um ca."),
    "el": ("στις", "στη", "ώρα"),
    "en": ("at",),
    "eo": ("je",),
    "es": ("a la(s)", "a las", "a la"),
    "et": ("kell",),
    "eu": ("orduan",),
    "fa": ("در", "ساعت", "در ساعت"),
    "fi": ("kello", "klo"),
    "fil": ("nang", "sa"),
    "fr": ("à", "a", "vers"),
    "ga": ("ag",),
    "gl": ("ás", "á(s)", "ás(s)"),
    "he": ("בשעה", "ב-", "ב"),
    "hi": ("को", "पर", "बजे"),
    "hr": ("u",),
    "hu": ("ekkor:", "ekkor"),
    "hy": ("ժամը",),
    "id": ("pukul", "jam"),
    "is": ("kl.",),
    "it": ("alle", "alle ore", "ore"),
    "ka": ("საათზე",),
    "kk": ("сағат",),
    "lt": ("val.",),
    "lv": ("plkst.", "pulksten"),
    "mk": ("во",),
    "mr": ("रोजी",),
    "ms": ("pada", "pukul", "jam", "pada pukul"),
    "nb": ("kl.", "kl", "klokken"),
    "nl": ("om",),
    "pl": ("o", "o godz.", "o godzinie"),
    "pt": ("às", "as", "à(s)", "à"),
    "ro": ("la", "la ora"),
    "ru": ("в",),
    "sk": ("o",),
    "sl": ("ob",),
    "sq": ("në",),
    "sr": ("у", "u"),
    "sv": ("kl.", "kl", "klockan"),
    "sw": ("saa",),
    "ta": ("அன்று",),
    "th": ("เวลา",),
    "tr": ("saat",),
    "uk": ("о", "об"),
    "ur": ("کو", "بوقت"),
    "vi": ("lúc", "vào lúc"),
    "zh": ("於", "于"),
}
"""Language → the words before the time."""

MORNING: tuple[str, ...] = (
    "am", "a.m.", "a.m", "a. m.",
    "上午", "凌晨", "清晨", "早上", "午前", "오전",
    "ص", "ق.ظ.", "ق.ظ", "לפנה״צ", "לפנה\"צ",
    "π.μ.", "πμ", "дп", "пр.об.", "öö", "ap.", "f.m.", "dop.", "pg",
    "ก่อนเที่ยง", "पूर्वाह्न", "priekšp.", "priešpiet",
)  # fmt: skip
"""Words for the first half of the day, before or after the time."""

AFTERNOON: tuple[str, ...] = (
    "pm", "p.m.", "p.m", "p. m.",
    "下午", "晚上", "傍晚", "午後", "오후",
    "م", "ب.ظ.", "ب.ظ", "אחה״צ", "אחה\"צ",
    "μ.μ.", "μμ", "пп", "сл.об.", "ös", "ip.", "e.m.", "odp.", "ptg",
    "หลังเที่ยง", "अपराह्न", "pēcp.", "popiet",
)  # fmt: skip
"""Words for the second half of the day."""

BUDDHIST = "เวลา"
"""Next to this word, years count from 543 BC."""
