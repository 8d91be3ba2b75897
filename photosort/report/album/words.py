"""The words on album pages and in films, by language; English is the fallback."""

from typing import NamedTuple

from photosort.cluster.titles import journey_title


class Words(NamedTuple):
    """The words of a page; nouns are (one, many)."""

    photos: tuple[str, str]
    days: tuple[str, str]
    places: tuple[str, str]
    countries: tuple[str, str]
    kilometres: str
    play: str
    pause: str
    journey: str
    map: str
    route: str
    stops: str
    people: str
    photos_a_day: str
    previous: str
    next: str
    close: str
    photo: str
    no_date: str
    no_place: str
    journeys: str
    years: str
    everywhere: str
    library: str
    skip: str
    of: str
    flight: str
    original: str


_EN = Words(
    ("photo", "photos"), ("day", "days"), ("place", "places"), ("country", "countries"), "km",
    "Play", "Pause", "Journey through time", "Map", "Route", "Stops", "People", "Photos a day",
    "Previous photo", "Next photo", "Close", "Photo", "No date", "Unknown place", "Journeys",
    "Years", "Everywhere", "All photos", "Skip to the photos", "of", "by air", "Original",
)  # fmt: skip

WORDS = {
    "en": _EN,
    "de": Words(
        ("Foto", "Fotos"), ("Tag", "Tage"), ("Ort", "Orte"), ("Land", "Länder"), "km",
        "Abspielen", "Anhalten", "Reise durch die Zeit", "Karte", "Route", "Stationen", "Personen",
        "Fotos pro Tag", "Voriges Foto", "Nächstes Foto", "Schließen", "Foto", "Ohne Datum",
        "Irgendwo", "Reisen", "Jahre", "Überall", "Alle Fotos", "Zu den Fotos springen", "von",
        "mit dem Flugzeug", "Original",
    ),
    "fr": Words(
        ("photo", "photos"), ("jour", "jours"), ("lieu", "lieux"), ("pays", "pays"), "km",
        "Lire", "Pause", "Voyage dans le temps", "Carte", "Itinéraire", "Étapes", "Personnes",
        "Photos par jour", "Photo précédente", "Photo suivante", "Fermer", "Photo", "Sans date",
        "Quelque part", "Voyages", "Années", "Partout", "Toutes les photos", "Aller aux photos",
        "sur", "en avion", "Original",
    ),
    "es": Words(
        ("foto", "fotos"), ("día", "días"), ("lugar", "lugares"), ("país", "países"), "km",
        "Reproducir", "Pausa", "Viaje en el tiempo", "Mapa", "Ruta", "Paradas", "Personas",
        "Fotos por día", "Foto anterior", "Foto siguiente", "Cerrar", "Foto", "Sin fecha",
        "En algún lugar", "Viajes", "Años", "En todas partes", "Todas las fotos",
        "Ir a las fotos", "de", "en avión", "Original",
    ),
    "it": Words(
        ("foto", "foto"), ("giorno", "giorni"), ("luogo", "luoghi"), ("paese", "paesi"), "km",
        "Riproduci", "Pausa", "Viaggio nel tempo", "Mappa", "Percorso", "Tappe", "Persone",
        "Foto al giorno", "Foto precedente", "Foto successiva", "Chiudi", "Foto", "Senza data",
        "Da qualche parte", "Viaggi", "Anni", "Ovunque", "Tutte le foto", "Vai alle foto", "di",
        "in aereo", "Originale",
    ),
    "pt": Words(
        ("foto", "fotos"), ("dia", "dias"), ("lugar", "lugares"), ("país", "países"), "km",
        "Reproduzir", "Pausa", "Viagem no tempo", "Mapa", "Rota", "Paragens", "Pessoas",
        "Fotos por dia", "Foto anterior", "Foto seguinte", "Fechar", "Foto", "Sem data",
        "Algures", "Viagens", "Anos", "Em toda a parte", "Todas as fotos", "Ir para as fotos",
        "de", "de avião", "Original",
    ),
    "ja": Words(
        ("枚の写真", "枚の写真"), ("日", "日"), ("か所", "か所"), ("か国", "か国"), "km",
        "再生", "一時停止", "時間の旅", "地図", "経路", "立ち寄り先", "人物", "1日あたりの写真",
        "前の写真", "次の写真", "閉じる", "写真", "日付なし", "場所不明", "旅行", "年",
        "すべての場所", "すべての写真", "写真へ移動", "/", "空路", "オリジナル",
    ),
    "zh": Words(
        ("张照片", "张照片"), ("天", "天"), ("个地点", "个地点"), ("个国家", "个国家"), "公里",
        "播放", "暂停", "时间之旅", "地图", "路线", "停留点", "人物", "每日照片", "上一张",
        "下一张", "关闭", "照片", "无日期", "未知地点", "旅程", "年份", "所有地点", "所有照片",
        "跳到照片", "/", "乘飞机", "原图",
    ),
    "ko": Words(
        ("장의 사진", "장의 사진"), ("일", "일"), ("곳", "곳"), ("개국", "개국"), "km",
        "재생", "일시정지", "시간 여행", "지도", "경로", "머문 곳", "인물", "하루 사진 수",
        "이전 사진", "다음 사진", "닫기", "사진", "날짜 없음", "알 수 없는 곳", "여행", "연도",
        "모든 곳", "모든 사진", "사진으로 건너뛰기", "/", "항공", "원본",
    ),
}  # fmt: skip


def words(language: str) -> tuple[str, Words]:
    """The code of the language that is used, and its words.

    >>> words("de-AT")[0], words("xx")[1].play
    ('de', 'Play')
    """
    code = language.replace("_", "-").split("-")[0].lower()
    return (code, WORDS[code]) if code in WORDS else ("en", _EN)


def counted(number: int, noun: tuple[str, str], language: str) -> str:
    """`1 photo`, `2 photos`, `2 枚の写真`: without the space in languages that have none."""
    space = "" if language in ("ja", "zh", "ko") else " "
    return f"{number:,}".replace(",", "\u202f") + space + noun[number != 1]


def dates(first_day: int, last_day: int, language: str) -> str:
    """`1–4 Apr 2023`; days count from 1970-01-01."""
    return journey_title((), first_day, last_day, language)
