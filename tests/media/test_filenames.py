"""Dates in file names."""

import doctest
import os
import unicodedata
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photosort.media import filenames, name_words

DAY = datetime(2023, 5, 14)
MOMENT = datetime(2023, 5, 14, 10, 10, 10)

LOCAL = {
    "IMG_20230514_101010.jpg": MOMENT,
    "20230514_101010.jpg": MOMENT,
    "2023-05-14 10.10.10.jpg": MOMENT,
    "Screenshot_20230514-101010.png": MOMENT,
    "Screenshot_2023-05-14-10-10-10-123_com.app.jpg": MOMENT.replace(microsecond=123000),
    "signal-2023-05-14-101010.jpg": MOMENT,
    "signal-2023-05-14-10-10-10-123.jpg": MOMENT.replace(microsecond=123000),
    "WhatsApp Image 2023-05-14 at 10.10.10.jpeg": MOMENT,
    "MVIMG_20230514_101010.jpg": MOMENT,
    "20230514101010.jpg": MOMENT,
    "IMG20230514101010.jpg": MOMENT,
    "P_20230514_101010_vHDR.jpg": MOMENT,
    "VID_20230514_101010_00_001.mp4": MOMENT,
    "Screen Shot 2023-05-14 at 1.10.10 PM.png": MOMENT.replace(hour=13),
    "Screenshot 2023-05-14 at 12.10.10 AM.png": MOMENT.replace(hour=0),
    "Screen Shot 2023-05-14 at 1.10.10\u202fp.\u00a0m..png": MOMENT.replace(hour=13),
    "Syot Layar 2023-05-14 pada 1.10.10 PTG.png": MOMENT.replace(hour=13),
    "Photo 2023-05-14, 1 10 10 PM.jpg": MOMENT.replace(hour=13),
    "Screenshot 2023-05-14 011010 PM.png": MOMENT.replace(hour=13),
    "2023-05-14_01-10-10-PM.jpg": MOMENT.replace(hour=13),
    "20230514_011010PM.jpg": MOMENT.replace(hour=13),
    "20230514_011010_PN.jpg": MOMENT.replace(hour=1),
    "20230514_121010 am Strand.jpg": MOMENT.replace(hour=12),
    "20230514_121010_am_Strand.jpg": MOMENT.replace(hour=12),
    "2023:05:14 10:10:10.jpg": MOMENT,
    "2023-05-14 10 10 10.jpg": MOMENT,
    "14.05.2023 10-10-10.jpg": MOMENT,
    "2023-05-14 10.10.jpg": MOMENT.replace(second=0),
    "2023-05-14 10.10.102.jpg": DAY,
    "vlcsnap-2023-05-14-10h10m10s123.png": MOMENT.replace(microsecond=123000),
    "Capture d’écran 2023-05-14 à 10 h 10 min 10 s.png": MOMENT,
    "VID-20230514-WA0003.mp4": DAY,
    "IMG-20230514-WA0000.jpg": DAY,
    "2023-05-14_5f3e-main.jpg": DAY,
    "Snapchat-20230514.jpg": DAY,
    "IMG_20230514.jpg": DAY,
}
NONE = [
    "20190512-1234-4abc-8def-0123456789ab.jpg",
    "20190512_10156789012345678_5832345678901234567_n.jpg",
    "10154321_20190512123456_n.jpg",
    "20190512_123456789012345.jpg",
    "d41d820191231235959b204e9800998ecf.jpg",
    "PXL_20231314_101010123.jpg",
    "Screenshot 2566-05-14 at 10.10.10.png",
    "DSC_0042.jpg",
    "IMG_1234.jpg",
    "IMG_20231314_101010.jpg",
    "20230230_101010.jpg",
    "12345678901234567890.jpg",
    "1CD1B172-C94B-4093-A303-EE24FE7EEF60_1_105_c.jpeg",
    "Snapchat-123456789.jpg",
    "IMG_29991231_101010.jpg",
    "IMG_17230514_101010.jpg",
]


PM = MOMENT.replace(hour=13)
# the day, then the time, as systems and messengers in many languages write them
SPOKEN = {
    "Capture d’écran 2023-05-14 à 10.10.10.png": MOMENT,
    "Captura de pantalla 2023-05-14 a la(s) 10.10.10.png": MOMENT,
    "Captura de pantalla 2023-05-14 a las 10.10.10.png": MOMENT,
    "Captura de pantalla 2023-05-14 a les 10.10.10.png": MOMENT,
    "Schermata 2023-05-14 alle 10.10.10.png": MOMENT,
    "Immagine WhatsApp 2023-05-14 ore 10.10.10_1a2b3c4d.jpg": MOMENT,
    "Skärmavbild 2023-05-14 kl. 10.10.10.png": MOMENT,
    "Skjermbilde 2023-05-14 kl. 10.10.10.png": MOMENT,
    "Bildschirmfoto 2023-05-14 um 10.10.10.png": MOMENT,
    "Bildschirmfoto vom 2023-05-14 10-10-10.png": MOMENT,
    "Schermafbeelding 2023-05-14 om 10.10.10.png": MOMENT,
    "Captura de Tela 2023-05-14 às 10.10.10.png": MOMENT,
    "Imagem do WhatsApp de 2023-05-14 à(s) 10.10.10_1a2b.jpg": MOMENT,
    "Näyttökuva 2023-05-14 kello 10.10.10.png": MOMENT,
    "Zrzut ekranu 2023-05-14 o 10.10.10.png": MOMENT,
    "Snímek obrazovky 2023-05-14 v 10.10.10.png": MOMENT,
    "Képernyőfotó 2023-05-14 - 10.10.10.png": MOMENT,
    "Снимок экрана 2023-05-14 в 10.10.10.png": MOMENT,
    "Знімок екрана 2023-05-14 о 10.10.10.png": MOMENT,
    "Στιγμιότυπο οθόνης 2023-05-14 στις 10.10.10.png": MOMENT,
    "Στιγμιότυπο οθόνης 2023-05-14 στις 1.10.10 μ.μ..png": PM,
    "Ekran Resmi 2023-05-14 10.10.10.png": MOMENT,
    "WhatsApp Görsel 2023-05-14 saat 10.10.10_1a2b.jpg": MOMENT,
    "Captură de ecran 2023-05-14 la 10.10.10.png": MOMENT,
    "Snimka zaslona 2023-05-14 u 10.10.10.png": MOMENT,
    "Tangkapan Layar 2023-05-14 pukul 10.10.10.png": MOMENT,
    "Ảnh màn hình 2023-05-14 lúc 10.10.10.png": MOMENT,
    "ภาพหน้าจอ 2566-05-14 เวลา 10.10.10.png": MOMENT,
    "צילום מסך 2023-05-14 ב-10.10.10.png": MOMENT,
    "لقطة شاشة ٢٠٢٣-٠٥-١٤ في ١.١٠.١٠ م.png": PM,
    "截屏2023-05-14 上午10.10.10.png": MOMENT,
    "屏幕快照 2023-05-14 下午1.10.10.png": PM,
    "スクリーンショット 2023-05-14 10.10.10.png": MOMENT,
    "スクリーンショット 2023-05-14 午後1.10.10.png": PM,
    "스크린샷 2023-05-14 오후 1.10.10.png": PM,
    "スクリーンショット 2023-05-14 午前0.10.10.png": MOMENT.replace(hour=0),
    "Screenshot from 2023-05-14 10-10-10.png": MOMENT,
    "Screenshot 2023-05-14 101010.png": MOMENT,
    "Screenshot 2023-05-14 at 13.10.10 PM.png": PM,
    "Screenshot 2023-05-14 at 1.10 PM.png": PM.replace(second=0),
    "WhatsApp Image 2023-05-14 at 01.10.10 PM.jpeg": PM,
    "WhatsApp Image 2023-05-14 at 1.10.10 PM (1).jpeg": PM,
    "WhatsApp Image 2023-05-14 at 12.10.10 AM.jpeg": MOMENT.replace(hour=0),
    "WhatsApp Image 2023-05-14 at 12.10.10 PM.jpeg": MOMENT.replace(hour=12),
    "Screenshot 2023-05-14 at 1.10.10 p.m. copy 2.png": PM,
    "photo_12@14-05-2023_10-10-10.jpg": MOMENT,
    "video_3@14-05-2023_10-10-10.mp4": MOMENT,
    "photo_2023-05-14_10-10-10 (2).jpg": MOMENT,
    "2023年5月14日 10時10分10秒.jpg": MOMENT,
    "WIN_20230514_10_10_10_Pro.jpg": MOMENT,
    "2023-05-14 12.10.10 am See.jpg": MOMENT.replace(hour=12),  # German: at the lake
    "2023-05-14 10.10.10 em casa.jpg": MOMENT,
    "IMG_20230514_101010": MOMENT,
    "0001_20230514101010.jpg": MOMENT,
}
DAYS = [
    *(f"{copy}{name}" for copy in (
        "Copy of ", "Copy (2) of ", "Kopie von ", "Copie de ", "Kopia ", "Копия ", "Cópia de ", ""
    ) for name in ("IMG-20230514-WA0003.jpg", "IMG_20230514.jpg")),
    *(f"IMG-20230514-WA0003{copy}.jpg" for copy in (
        " - Copy", " - Copy (2)", "(1)", " (1)", "~2", " copy", " Kopie", "-edited"
    )),
    "2023-05-14 Version 1.10.10.png",
    "2023년 5월 14일.jpg",
]  # fmt: skip


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("name", SPOKEN)
def test_day_and_time_in_many_languages(name, form):
    taken = filenames.taken(unicodedata.normalize(form, name).encode())
    assert taken.local == SPOKEN[name]
    assert taken.precision == ("minute" if " 1.10 " in name else "second")


@pytest.mark.parametrize("name", DAYS)
def test_days(name):
    taken = filenames.taken(name.encode())
    assert (taken.local, taken.precision) == (DAY, "day")


HALVES = ["AM", "am", "a.m.", "A.M.", "a. m.", "PM", "pm", "p.m.", "P.M.", "p. m."]


@pytest.mark.parametrize("blank", [" ", "\u202f", "\u00a0", "", "_"])
@pytest.mark.parametrize("half", HALVES)
@given(hour=st.integers(1, 12), minute=st.integers(0, 59), wide=st.booleans())
@settings(max_examples=15)
def test_halves_of_the_day(blank, half, hour, minute, wide):
    clock = f"{hour:02}" if wide else f"{hour}"
    taken = filenames.taken(
        f"Screenshot 2023-05-14 at {clock}.{minute:02}.10{blank}{half}.png".encode()
    )
    wanted = hour % 12 + (12 if half[0] in "Pp" else 0)
    assert taken.local == datetime(2023, 5, 14, wanted, minute, 10)


@pytest.mark.parametrize(
    "word", sorted({word for words in name_words.BETWEEN.values() for word in words})
)
def test_every_word_of_the_table(word):
    year = 2566 if word == name_words.BUDDHIST else 2023
    taken = filenames.taken(f"x {year}-05-14 {word} 10.10.10.png".encode())
    assert taken.local == MOMENT


def test_the_table_is_composed_and_has_the_languages_of_macos():
    words = [*name_words.MORNING, *name_words.AFTERNOON]
    for each in (*words, *(w for words in name_words.BETWEEN.values() for w in words)):
        assert unicodedata.is_normalized("NFC", each)
    assert len(name_words.BETWEEN) > 40
    assert not set(name_words.MORNING) & set(name_words.AFTERNOON)


@given(st.uuids(), st.sampled_from(["{}.jpg", "IMG_{}.jpg", "{}_1_105_c.jpeg", "{}(1).png"]))
def test_uuids_give_no_date(uuid, form):
    assert filenames.taken(form.format(uuid).encode()) is None
    assert filenames.taken(form.format(str(uuid).upper()).encode()) is None


@given(st.binary(min_size=16, max_size=32), st.integers(0, 18))
def test_hashes_give_no_date(digest, at):
    text = digest.hex()
    text = f"ab{text[:at]}c20190512101010d{text[at:]}"  # a date in the middle of it
    assert filenames.taken(f"{text}.jpg".encode()) is None
    assert filenames.taken(f"photo-{text}.jpg".encode()) is None


@given(
    st.integers(10**12, 10**13 - 1), st.sampled_from(["{}", "FB_IMG_{}", "mmexport{}", "img-{}"])
)
def test_thirteen_digits_give_no_date(number, form):
    assert filenames.taken(f"{form.format(number)}.jpg".encode()) is None


def test_the_camera_of_wechat_counts_milliseconds():
    taken = filenames.taken(b"wx_camera_1684059010000.jpg")
    assert (taken.utc, taken.local) == (MOMENT, None)


@pytest.mark.parametrize("name", LOCAL)
def test_wall_clock(name):
    taken = filenames.taken(b"/some/folder/" + name.encode())
    assert (taken.local, taken.known, taken.source) == (LOCAL[name], "local", "filename")
    assert taken.utc is None


@pytest.mark.parametrize(
    "name",
    [
        "PXL_20230514_063000123.jpg",
        "Copy of PXL_20230514_063000123.jpg",
        "Kopie von PXL_20230514_063000123(1).jpg",
        "PXL_20230514_063000123.MP.jpg",
    ],
)
def test_pixel_names_are_utc(name):
    taken = filenames.taken(name.encode())
    assert (taken.utc, taken.known) == (datetime(2023, 5, 14, 6, 30, 0, 123000), "utc")
    assert taken.local is None


@pytest.mark.parametrize("name", NONE)
def test_no_date(name):
    assert filenames.taken(name.encode()) is None


@given(st.binary(max_size=40))
def test_any_name(name):
    filenames.taken(name)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2025, 1, 1)))
def test_round_trip(moment):
    moment = moment.replace(microsecond=0)
    name = os.fsencode(f"IMG_{moment:%Y%m%d_%H%M%S}.jpg")
    assert filenames.taken(name).local == moment


def test_examples():
    assert doctest.testmod(filenames).failed == 0
