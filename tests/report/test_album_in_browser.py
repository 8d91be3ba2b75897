"""The pages of an album in a real browser, from `file://`, with the network cut."""

import itertools
from pathlib import Path

import pytest

from tests.browser import browser, until, visit
from tests.conftest import call, isolated
from tests.make import jpeg

pytestmark = pytest.mark.slow

HOSTILE = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(2)>"

CITIES = [
    ("2023-04-01", 35.68, 139.69, 4),
    ("2023-04-02", 36.75, 139.60, 3),
    ("2023-04-04", 35.01, 135.76, 5),
    ("2023-04-06", 37.77, -122.42, 2),
]


@pytest.fixture(scope="module")
def album(tmp_path_factory):
    """A journey over four stops, the last one across the Pacific, with names that attack."""
    space = tmp_path_factory.mktemp("browser")
    with isolated(space):
        photos, number = space / "photos", 0
        for day in range(1, 9):
            jpeg(photos / f"h{day}.jpg", f"2023-02-0{day}T10:00:00", lat=48, lon=7.85, seed=day)
        for day, lat, lon, count in CITIES:
            for hour in range(count):
                number += 1
                jpeg(
                    photos / f"{number}<script>'\".jpg", f"{day}T{9 + hour:02}:00:00",
                    lat=lat, lon=lon + hour / 200, seed=number + 20, size=(800, 600),
                )  # fmt: skip
        assert call("index", photos).code == 0
        assert call("journeys").code == 0
        journey = call("journeys", "list", "--json").json[0]["id"]
        assert call("journeys", "update", journey, "--title", HOSTILE).code == 0
        assert call("album", space / "whole").code == 0
        assert call("album", space / "one", "--journey", journey).code == 0
        more = ("--journey", journey, "--with-originals", "symlink")
        assert call("album", space / "full", *more).code == 0
    return space


@pytest.fixture(scope="module")
def chromium():
    with browser() as started:
        yield started


@pytest.fixture
def opened(chromium, album):
    with visit(chromium, album / "one" / "index.html") as seen:
        yield seen
        assert seen.problems == []
        folder = (album / "one").as_uri()
        assert all(url.startswith(folder) for url in seen.requests), seen.requests


def test_it_loads_from_disk_and_shows_its_pictures(opened):
    page = opened.page
    assert page.title() == HOSTILE
    assert page.locator("h1").inner_text() == HOSTILE
    assert page.locator(".grid figure").count() == 14
    page.locator(".grid img").first.scroll_into_view_if_needed()
    until(page, "document.querySelector('.grid img').naturalWidth > 0")
    assert page.evaluate("getComputedStyle(document.body).margin") == "0px"  # the style applies


def test_nothing_leads_out_of_the_folder(opened):
    addresses = opened.page.evaluate(
        "[...document.querySelectorAll('[src],[href]')].map(e => e.src || e.href.baseVal || e.href)"
    )
    assert addresses
    assert all(each.startswith(("file:///", "#")) for each in addresses)
    policy = opened.page.locator("meta[http-equiv]").get_attribute("content")
    assert "default-src 'none'" in policy and "http" not in policy


def test_play_moves_the_route_and_shows_photos(opened):
    page = opened.page
    trail = "[...document.querySelectorAll('#trail path')].map(p => p.getAttribute('d')).join('')"
    page.click("#play")
    assert page.get_attribute("#play", "aria-label") == "Pause"
    until(page, "Number(document.querySelector('#time').value) > 20")
    first = page.evaluate(trail)
    until(page, "Number(document.querySelector('#time').value) > 120")
    assert len(page.evaluate(trail)) > 0
    assert page.evaluate(trail) != first
    assert page.locator("#live img").get_attribute("src").endswith("-1600.webp")
    page.click("#play")
    assert page.get_attribute("#play", "aria-label") == "Play"
    still = page.evaluate(trail)
    page.wait_for_timeout(200)
    assert page.evaluate(trail) == still


def test_the_slider_goes_to_any_time_and_stops_light_up(opened):
    page = opened.page
    reached = "document.querySelectorAll('.spots .reached').length"
    page.evaluate(
        "s = document.querySelector('#time'); s.value = 1000; s.dispatchEvent(new Event('input'))"
    )
    assert page.evaluate(reached) == page.locator(".spots a").count() == 4
    assert "6 Apr 2023" in page.inner_text("#clock")
    page.evaluate("s.value = 0; s.dispatchEvent(new Event('input'))")
    assert page.evaluate(reached) == 1
    assert page.locator(".stops .now").inner_text().startswith("Tokyo")


def test_the_keyboard_plays_and_steps(opened):
    page = opened.page
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    at = page.input_value("#time")
    assert int(at) > 0
    page.keyboard.press("ArrowLeft")
    assert int(page.input_value("#time")) < int(at)
    page.keyboard.press("Space")
    assert page.get_attribute("#play", "aria-label") == "Pause"
    page.keyboard.press("Space")
    assert page.get_attribute("#play", "aria-label") == "Play"


def test_every_photo_comes_up_in_turn(opened):
    page = opened.page
    shown = []
    for _ in range(14):
        page.keyboard.press("ArrowRight")
        shown.append(page.get_attribute("#live img", "src"))
    assert len(set(shown)) >= 13  # the first was up before the first step


def test_the_lightbox_opens_steps_and_gives_the_focus_back(opened):
    page = opened.page
    page.locator(".grid a").nth(3).click()
    assert page.locator("#box").is_visible()
    first = page.get_attribute("#box img", "src")
    assert "Tokyo" in page.inner_text("#box p")
    page.keyboard.press("ArrowRight")
    assert page.get_attribute("#box img", "src") != first
    page.keyboard.press("ArrowLeft")
    assert page.get_attribute("#box img", "src") == first
    page.click("#box .on")
    page.keyboard.press("End")
    assert page.is_disabled("#box .on")
    page.keyboard.press("Escape")
    assert not page.locator("#box").is_visible()
    focused = "[...document.querySelectorAll('.grid a')].indexOf(document.activeElement)"
    assert page.evaluate(focused) == 13


def test_a_photo_alone_leads_to_its_original(chromium, album):
    with visit(chromium, album / "full" / "index.html") as seen:
        page = seen.page
        assert page.locator(".grid .original").count() == 14
        page.locator(".grid figure > a").nth(3).click()
        address = page.get_attribute("#box .original", "href")
        page.keyboard.press("ArrowRight")
        assert page.get_attribute("#box .original", "href") != address
        page.keyboard.press("ArrowLeft")
        page.click("#box .original")
        page.wait_for_url("**/originals/**")
        assert page.url == address
        assert page.evaluate("document.images[0].naturalWidth") == 800  # not that of a page
        assert seen.problems == []


def test_the_link_beside_a_picture_can_be_clicked(chromium, album):
    with visit(chromium, album / "full" / "index.html") as seen:
        page = seen.page
        page.locator(".grid figure").nth(2).hover()
        page.locator(".grid .original").nth(2).click()
        page.wait_for_url("**/originals/**")
        assert not seen.problems


def test_a_photo_opens_by_keyboard_alone(opened):
    page = opened.page
    page.locator(".grid a").nth(1).focus()
    page.keyboard.press("Enter")
    assert page.locator("#box").is_visible()
    inside = "document.activeElement.closest('#box') !== null"
    for _ in range(5):  # the focus stays in the dialog, or goes to the browser itself
        page.keyboard.press("Tab")
        assert page.evaluate(f"document.activeElement === document.body || {inside}")


def test_a_stop_on_the_map_leads_to_its_photos(opened):
    page = opened.page
    page.locator(".spots a").nth(2).click()
    until(page, "location.hash === '#stop-2'")
    until(page, "Math.abs(document.querySelector('#stop-2').getBoundingClientRect().top) < 60")
    assert page.locator("#stop-2 .grid figure").count() == 5


def test_without_scripts_all_is_there(chromium, album):
    with visit(chromium, album / "one" / "index.html", java_script_enabled=False) as seen:
        page = seen.page
        assert page.locator(".player").is_hidden()
        assert page.locator(".grid figure").count() == 14
        assert page.locator(".route path").count() > 0
        page.locator(".grid a").first.click()
        page.wait_for_url("**/*-1600.webp")


def test_who_wants_no_motion_gets_photo_after_photo(chromium, album):
    file = album / "one" / "index.html"
    with visit(chromium, file, reduced_motion="reduce") as seen:
        page = seen.page
        page.click("#play")
        until(page, "Number(document.querySelector('#time').value) > 0")
        values = {page.input_value("#time") for _ in range(10) if not page.wait_for_timeout(40)}
        assert len(values) <= 2  # it does not glide
        assert seen.problems == []


@pytest.mark.slow
@pytest.mark.parametrize("width", [360, 820, 1600])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["one", "whole"])
def test_no_width_scrolls_sideways_and_text_has_contrast(chromium, album, width, scheme, name):
    size = {"width": width, "height": 800}
    with visit(chromium, album / name / "index.html", viewport=size, color_scheme=scheme) as seen:
        page = seen.page
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        for selector in (".stops span", ".title p", "h3", ".bars figcaption", ".cards span", "h2"):
            for each in page.locator(selector).all()[:1]:
                assert each.evaluate(CONTRAST) >= 4.5, selector
        assert seen.problems == []


CONTRAST = """element => {
  const rgb = text => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  let behind = element;
  while (behind && (rgb(getComputedStyle(behind).backgroundColor)[3] === 0)) {
    behind = behind.parentElement;
  }
  const one = light(rgb(getComputedStyle(element).color));
  const other = light(rgb(getComputedStyle(behind || document.body).backgroundColor));
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}"""


def test_landmarks_names_and_alternative_texts(opened):
    page = opened.page
    assert page.locator("main").count() == page.locator("h1").count() == 1
    assert page.locator("header").count() == 1
    assert page.locator("html").get_attribute("lang") == "en"
    for image in page.locator(".grid img").all():
        assert "2023" in image.get_attribute("alt")
    nameless = page.evaluate(
        "[...document.querySelectorAll('button, input, section, .spots a')].filter(e =>"
        " !e.getAttribute('aria-label') && !e.getAttribute('aria-labelledby')).length"
    )
    assert nameless == 0
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3')].map(e => +e.tagName[1])")
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))


def test_nothing_moves_while_pictures_load(chromium, album):
    with visit(chromium, album / "one" / "index.html") as seen:
        page = seen.page
        page.evaluate(
            "window.shift = 0; new PerformanceObserver(list => { for (const e of list.getEntries())"
            " if (!e.hadRecentInput) window.shift += e.value; })"
            ".observe({type: 'layout-shift', buffered: true})"
        )
        for y in range(0, 4000, 400):
            page.evaluate(f"window.scrollTo(0, {y})")
            page.wait_for_timeout(50)
        assert page.evaluate("window.shift") < 0.02


def test_the_start_page_leads_to_albums_and_back(chromium, album):
    with visit(chromium, album / "whole" / "index.html") as seen:
        page = seen.page
        assert page.locator(".cards a").count() == 2
        page.locator(".cards a").first.click()
        page.wait_for_url("**/journeys/*/index.html")
        assert page.locator("h1").inner_text() == HOSTILE
        assert page.locator(".grid figure").count() == 14
        page.click(".home")
        page.wait_for_url("**/whole/index.html")
        assert seen.problems == []


def test_it_prints_every_photo_with_its_caption(chromium, album, tmp_path: Path):
    with visit(chromium, album / "one" / "index.html") as seen:
        page = seen.page
        page.emulate_media(media="print")
        assert page.locator(".player").is_hidden()
        opacity = "getComputedStyle(document.querySelector('.grid figcaption')).opacity"
        assert page.evaluate(opacity) == "1"
        assert len(page.pdf(path=str(tmp_path / "a.pdf"))) > 10_000
