"""The page in a real Chromium; where there is none, these tests skip and say so."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.platforms.web.measure import FLAGS, Running, chromium, run_bot

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed, so no browser is driven")
if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = [
    pytest.mark.skipif(chromium() is None, reason="there is no Chromium here (apt-get install chromium)"),
    pytest.mark.xdist_group("page"),  # so that one browser and one bot serve them all
]

HOSTILE = "<img src=x onerror=alert(1)> </script><script>alert(2)</script> **x** *y* `z` <!channel> @everyone"
HOSTILE_YAML = """\
name: "Evil <b>2023</b>"
title: "<script>alert(3)</script>"
source: https://evil.example/?<script>
year: 2023
when: 2023-06-21
zone: UTC
text: "[x](<javascript:alert(4)>) <img src=x onerror=alert(5)>"
deadlines: {papers: {title: "<img src=x onerror=alert(6)>", due: 2023-03-01 UTC}}
sessions: {one: {title: "\\" onfocus=alert(7) x=\\"", kind: talk, at: "2023-06-21 09:00-10:00 UTC"}}
"""
CONTRAST = """
() => {
  const channel = (v) => (v /= 255, v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const over = (colour, ground) => {
    canvas.fillStyle = `rgb(${ground})`;
    canvas.fillRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const ground = (node) => {
    const under = node.parentElement ? ground(node.parentElement) : [255, 255, 255];
    return over(getComputedStyle(node).backgroundColor, under);
  };
  const weak = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const node = text.parentElement;
    if (!text.data.trim() || !node.checkVisibility() || node.closest(".unseen, .skip, noscript, option")) continue;
    const below = ground(node);
    const [a, b] = [light(over(getComputedStyle(node).color, below)), light(below)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) weak.push(`${ratio.toFixed(2)} ${node.className || node.tagName}: ${text.data.trim()}`);
  }
  return weak;
}
"""
Open = Callable[..., "Page"]


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def facts(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page") / "data"
    shutil.copytree(root / "data", folder)
    (folder / "workshops" / "evil-2023.yaml").write_text(HOSTILE_YAML, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def running(facts: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with run_bot(facts, tmp_path_factory.mktemp("state")) as running:
        yield running


@pytest.fixture
def open_page(browser: "Browser") -> Iterator[Open]:
    """Open pages; nothing may go wrong in them: no console error, no dialog, no request to elsewhere."""
    contexts, wrong = [], []

    def opened(running: Running, width: int = 1280, height: int = 800, *, calm: bool = False, **options: Any) -> "Page":
        base = {"viewport": {"width": width, "height": height}, "timezone_id": "Europe/Vienna", "locale": "en-GB"}
        context = browser.new_context(**{**base, **options})
        contexts.append(context)
        context.set_default_timeout(5000)
        page = context.new_page()
        if not calm:
            page.on("console", lambda said: wrong.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda sent: None if sent.url.startswith(running.base) else wrong.append(sent.url))
        page.goto(running.address)
        page.wait_for_selector("body[data-ready]")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [each for each in wrong if not each.startswith("data:")] == []


@pytest.fixture
def page(open_page: Open, running: Running) -> "Page":
    return open_page(running)


def say(page: "Page", line: str) -> None:
    """Type a line and wait until both places have answered."""
    before = page.locator("article").count()
    page.get_by_role("combobox", name="Write to both places").fill(line)
    page.keyboard.press("Enter")
    page.wait_for_function("before => document.querySelectorAll('article').length >= before + 2", arg=before)


def last(page: "Page", place: str = "Discord") -> "Locator":
    """Give the last answer in a place."""
    return page.get_by_role("log", name=f"Messages as on {place}").get_by_role("article").last


def see(locator: "Locator", text: str | re.Pattern[str]) -> None:
    sync_api.expect(locator).to_contain_text(text)


def focused(page: "Page") -> str:
    name: str = page.evaluate("document.activeElement.getAttribute('aria-label') || document.activeElement.innerText")
    return name


# Opening and asking


def test_it_opens_with_a_greeting_and_five_things_to_press(page: "Page") -> None:
    for place in ("Discord", "Slack"):
        see(last(page, place), "The current edition is")
    things = page.locator("#things").get_by_role("button")
    assert things.count() == 5
    things.nth(3).click()
    see(last(page), "uperposition")
    sync_api.expect(things.first).to_be_hidden()


def test_both_places_answer_what_is_typed(page: "Page") -> None:
    say(page, "/workshop deadlines icml-2024")
    for place in ("Discord", "Slack"):
        see(last(page, place).get_by_role("heading"), "Deadlines · ICML 2024")
        see(page.get_by_role("log", name=f"Messages as on {place}"), "/workshop deadlines icml-2024")
        see(last(page, place), "30 May 2024 at 13:59 (Wed 29 May 2024, 23:59 AoE; Thu 30 May 2024, 11:59 UTC)")
        assert last(page, place).locator("time[datetime='2024-05-30T11:59:00.000Z']").count() >= 1


def test_a_command_and_its_parameter_are_picked_from_the_list(page: "Page") -> None:
    line = page.get_by_role("combobox")
    line.press_sequentially("/sche")
    option = page.get_by_role("option", name=re.compile("workshop schedule"))
    sync_api.expect(option).to_be_visible()
    sync_api.expect(line).to_have_attribute("aria-expanded", "true")
    sync_api.expect(option).to_have_attribute("id", "suggestion-0")  # the list of the whole word
    page.keyboard.press("ArrowDown")
    sync_api.expect(line).to_have_attribute("aria-activedescendant", "suggestion-0")
    sync_api.expect(option).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Tab")
    sync_api.expect(line).to_have_value("/workshop schedule ")
    see(page.locator("#hint"), "which edition")
    page.get_by_role("option", name=re.compile("icml-2024")).click()
    sync_api.expect(line).to_have_value("/workshop schedule icml-2024 ")
    page.keyboard.press("Escape")
    sync_api.expect(page.get_by_role("listbox")).to_be_hidden()
    page.keyboard.press("Enter")
    see(last(page), "Schedule · ICML 2024")
    sync_api.expect(last(page).get_by_role("listitem").first).to_contain_text("09:00–09:30")


def test_what_was_said_comes_back_with_the_arrow_keys(page: "Page") -> None:
    say(page, "/workshop venue")
    page.keyboard.press("ArrowUp")
    sync_api.expect(page.get_by_role("combobox")).to_have_value("/workshop venue")
    page.keyboard.press("ArrowDown")
    sync_api.expect(page.get_by_role("combobox")).to_have_value("")


def test_a_button_answers_in_its_own_place(page: "Page") -> None:
    slack = page.get_by_role("log", name="Messages as on Slack").get_by_role("article")
    before = slack.count()
    last(page).get_by_role("button", name="Deadlines").click()
    see(page.get_by_role("log", name="Messages as on Discord"), "pressed Deadlines")
    see(last(page).get_by_role("heading"), "Deadlines")
    assert slack.count() == before


def test_paging_keeps_the_focus_and_the_place(page: "Page") -> None:
    say(page, "/workshop glossary")
    number = page.get_by_role("article").count()
    turn = last(page).get_by_role("button", name=re.compile(r"Page 2 of \d of Glossary"))
    turn.focus()
    page.keyboard.press("Enter")
    see(last(page).get_by_role("heading"), "Glossary (2 of")
    assert re.fullmatch(r"Page 3 of \d of Glossary", focused(page))
    see(page.locator("#live"), "Glossary (2 of")
    last(page).get_by_role("button", name=re.compile("Page 1 of")).press("Enter")
    see(last(page).get_by_role("heading"), "Glossary (1 of")
    assert (focused(page)[:9], page.get_by_role("article").count()) == ("Page 2 of", number)


def test_a_private_answer_can_be_shown_to_everyone_once(page: "Page") -> None:
    say(page, "/workshop venue icml-2024")
    see(last(page), "Only you can see this")
    number = page.get_by_role("article").count()
    share = last(page, "Slack").get_by_role("button", name=re.compile("Show to everyone: .*ICML 2024"))
    share.click()
    shown = page.get_by_role("button", name=re.compile("Shown to everyone"))
    shown.click(force=True)
    assert page.get_by_role("article").count() == number + 1
    see(page.get_by_role("log", name="Messages as on Slack"), "You showed this answer to everyone")
    assert "Only you can see this" not in last(page, "Slack").inner_text()
    assert focused(page) == "Shown to everyone: Venue · ICML 2024" or focused(page).startswith("Shown to everyone")


# Forms, roles, clock


def test_a_form_keeps_what_was_typed_until_it_is_right(page: "Page") -> None:
    page.get_by_role("combobox").fill("/workshop ask")
    page.keyboard.press("Enter")
    form = page.get_by_role("dialog")
    field = form.get_by_role("textbox", name="Question")
    sync_api.expect(field).to_be_focused()
    field.fill("   ")
    form.get_by_role("button", name="Send").click()
    see(form, "Please fill this in")
    assert (field.input_value(), field.get_attribute("aria-invalid")) == ("   ", "true")
    field.fill("how long may my paper be?")
    form.get_by_role("button", name="Send").click()
    sync_api.expect(form).to_be_hidden()
    for place in ("Discord", "Slack"):
        see(page.get_by_role("log", name=f"Messages as on {place}"), "/workshop ask how long may my paper be?")
        see(last(page, place), "pages")


def test_what_a_line_does_is_done_once(page: "Page") -> None:
    page.get_by_role("radio", name="Organizer").check()
    say(page, '/organize announce title:Once text:"Doors open."')
    for place in ("Discord", "Slack"):
        see(last(page, place), "Preview · 1")
    say(page, "/organize announcements")
    see(last(page), "1 · Once: draft")
    assert "2 · Once" not in last(page).inner_text()


def test_one_click_leads_to_a_pretended_time(page: "Page") -> None:
    page.get_by_role("button", name=re.compile("Pretend it is two weeks before .* ICML 2024")).click()
    see(page.locator("#pretended"), "Pretended time: Thu, 16 May 2024, 13:44. On this page only.")
    see(last(page), "days left")
    say(page, "/workshop deadlines")
    see(last(page, "Slack"), re.compile("Open.*days left"))
    page.get_by_role("button", name="Back to the real time").click()
    sync_api.expect(page.locator("#pretended")).to_be_hidden()
    see(page.get_by_role("log", name="Messages as on Slack"), "The time is the real one again.")


def test_the_clock_takes_a_preset_or_any_time(page: "Page") -> None:
    clock = page.get_by_role("dialog", name="Pretend another time")
    page.get_by_role("button", name="Time: real").click()
    clock.get_by_role("button", name=re.compile("The morning of ICML 2024")).click()
    say(page, "/workshop now")
    see(last(page), "Welcome")
    page.get_by_role("button", name="Time: pretended").click()
    clock.get_by_label("Day and hour").fill("2024-07-27T11:30")
    page.keyboard.press("Enter")
    say(page, "/workshop now")
    see(last(page), "Poster Session 1")


def test_a_wrong_time_is_told(page: "Page") -> None:
    page.get_by_role("button", name="Time: real").click()
    page.get_by_label("Day and hour").fill("0999-01-01T00:00")
    page.get_by_role("button", name="Pretend this time").click()
    see(page.get_by_role("alert").filter(visible=True), "between 1971 and 2198")
    page.get_by_role("button", name="Cancel").filter(visible=True).click()
    sync_api.expect(page.get_by_role("button", name="Time: real")).to_be_focused()


def test_each_page_has_its_own_time(open_page: Open, running: Running) -> None:
    one, two = open_page(running), open_page(running)
    one.locator("#first-preset button").click()
    say(one, "/workshop deadlines icml-2024")
    say(two, "/workshop deadlines icml-2024")
    see(last(one), "days left")
    assert "days left" not in last(two).inner_text()


def test_the_role_can_be_switched(page: "Page") -> None:
    say(page, "/organize")
    see(last(page), "Only the workshop's organizers can do this.")
    page.get_by_role("radio", name="Organizer").check()
    say(page, "/organize")
    see(last(page), "Organizers' desk")
    page.get_by_role("combobox").fill("/o")
    sync_api.expect(page.get_by_role("option", name=re.compile("organize desk"))).to_be_visible()


# Reach: keyboard, phone, zoom, themes, what is read out


def test_everything_works_by_keyboard_alone(page: "Page") -> None:
    page.keyboard.press("Tab")
    assert focused(page) == "To the line to write in"
    page.keyboard.press("Enter")
    page.keyboard.type("/workshop glossary")
    page.keyboard.press("Enter")
    see(last(page, "Slack"), "Glossary (1 of")
    for _ in range(100):
        page.keyboard.press("Shift+Tab")
        if focused(page).startswith("Page 2 of"):
            break
    page.keyboard.press("Space")
    see(last(page, "Slack"), "Glossary (2 of")


def test_a_phone_shows_one_place_at_a_time(open_page: Open, running: Running) -> None:
    page = open_page(running, 360, 740)
    tabs = page.get_by_role("tab")
    sync_api.expect(page.get_by_role("tabpanel", name="As on Discord")).to_be_visible()
    tabs.first.focus()
    page.keyboard.press("ArrowRight")
    sync_api.expect(page.get_by_role("tabpanel", name="As on Slack")).to_be_visible()
    sync_api.expect(page.locator("#discord")).to_be_hidden()
    say(page, "/workshop schedule icml-2024")
    see(last(page, "Slack"), "Schedule · ICML 2024")
    sync_api.expect(last(page, "Slack").get_by_role("heading")).to_be_in_viewport()


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (640, 400), (360, 740), (320, 568)])
def test_nothing_is_cut_off_at_the_side(open_page: Open, running: Running, width: int, height: int) -> None:
    page = open_page(running, width, height)
    say(page, "/workshop papers")
    say(page, "x" * 300)
    page.locator("#clock-button").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    wide = "[...document.querySelectorAll('.log, dialog')].filter((each) => each.scrollWidth > each.clientWidth).length"
    assert page.evaluate(wide) == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_text_can_be_made_out(open_page: Open, running: Running, theme: str) -> None:
    page = open_page(running, color_scheme=theme, reduced_motion="reduce")
    assert page.evaluate(CONTRAST) == []
    page.locator("#first-preset button").click()
    say(page, "/workshop deadlines")
    say(page, "/workshop glossary superposition")
    last(page).get_by_role("button", name=re.compile("Show to everyone")).click()
    page.get_by_role("combobox").fill("/")
    sync_api.expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    assert page.evaluate(CONTRAST) == []
    page.keyboard.press("Escape")
    page.locator("#clock-button").click()
    assert page.evaluate(CONTRAST) == []


def test_what_is_read_out_names_everything(page: "Page") -> None:
    tree = page.locator("body").aria_snapshot()
    for part in (
        'heading "Mechanistic Interpretability Workshop" [level=1]',
        'radio "Member" [checked]',
        'button "Time: real"',
        'region "As on Discord"',
        'log "Messages as on Slack"',
        'article "Mechanistic Interpretability Workshop: Mechanistic Interpretability Workshop"',
        'combobox "Write to both places"',
        'button "Send"',
    ):
        assert part in tree, part
    nameless = """[...document.querySelectorAll('button, a, input, select, textarea')].filter((each) =>
      !each.innerText && !each.labels?.length && !each.ariaLabel).length"""
    assert page.evaluate(nameless) == 0


def test_an_answer_is_announced_once(page: "Page") -> None:
    page.evaluate("""() => {
      window.heard = [];
      const note = () => window.heard.push(document.getElementById('live').textContent);
      new MutationObserver(note).observe(document.getElementById('live'), { childList: true });
    }""")
    say(page, "/workshop venue icml-2024")
    heard = page.evaluate("window.heard")
    assert (len(heard), heard[0].startswith("Mechanistic Interpretability Workshop answers. Venue · ICML 2024.")) == (
        1,
        True,
    )
    assert heard[0].endswith("Only you can see this.")


# Hostile text, trouble


def test_scripts_in_any_field_stay_text(open_page: Open, running: Running) -> None:
    page = open_page(running)
    page.locator("#clock-button").click()
    see(page.locator("#clock-presets"), "")
    page.keyboard.press("Escape")
    for line in (
        HOSTILE,
        "/workshop deadlines evil-2023",
        "/workshop schedule evil-2023",
        f"/workshop glossary {HOSTILE}",
    ):
        say(page, line)
    see(page.get_by_role("log", name="Messages as on Slack"), "<img src=x onerror=alert(6)>")
    see(page.get_by_role("log", name="Messages as on Discord"), HOSTILE)
    assert page.locator(".log img, .log script, [onerror], [onfocus], a[href^=javascript]").count() == 0


def test_what_the_bot_refuses_is_told_where_it_was_asked(open_page: Open, running: Running) -> None:
    page = open_page(running, calm=True)
    page.route("**/api/say", lambda route: route.fulfill(status=429, json={"error": "That was too fast."}))
    page.get_by_role("combobox").fill("/workshop venue")
    page.keyboard.press("Enter")
    for place in ("Discord", "Slack"):
        see(page.get_by_role("log", name=f"Messages as on {place}"), "Not answered. That was too fast.")
    sync_api.expect(page.get_by_role("combobox")).to_have_value("/workshop venue")
    page.unroute("**/api/say")
    page.keyboard.press("Enter")
    see(last(page), "Venue")


def test_an_open_page_hears_of_changed_and_of_bad_facts(open_page: Open, facts: Path, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(facts, folder)
    file = folder / "about.yaml"
    good = file.read_text(encoding="utf-8")
    with run_bot(folder, tmp_path / "state") as running:
        page = open_page(running)
        file.write_text(good.replace("Mechanistic Interpretability Workshop", "Bees <b>"), encoding="utf-8")
        notices = page.get_by_role("status", name="Notices")
        see(notices, "The facts have changed.")
        sync_api.expect(page.get_by_role("heading", level=1)).to_have_text("Bees <b>")
        file.write_text(good + f"{HOSTILE}: [", encoding="utf-8")
        see(notices, "the last good facts are used")
        say(page, "/workshop venue icml-2024")
        see(last(page), "Vienna")
        file.write_text(good, encoding="utf-8")
        see(notices, "The data files are in order again.")
        page.get_by_role("button", name=re.compile("Dismiss: The data files")).click()
        sync_api.expect(page.get_by_role("combobox")).to_be_focused()
        page.close()


def test_a_page_left_open_over_a_restart_connects_again(open_page: Open, facts: Path, tmp_path: Path) -> None:
    with run_bot(facts, tmp_path) as running:
        page = open_page(running, calm=True)
        notices = page.get_by_role("status", name="Notices")
    see(notices, "The connection to the bot is lost. Trying again …")
    page.get_by_role("combobox").fill("/workshop venue")
    page.keyboard.press("Enter")
    see(page.get_by_role("log", name="Messages as on Slack"), "Not answered. The bot cannot be reached.")
    sync_api.expect(page.get_by_role("combobox")).to_have_value("/workshop venue")
    with run_bot(facts, tmp_path, running.port):
        see(notices, "The bot was restarted; this page is connected again.")
        say(page, "/workshop venue icml-2024")
        see(last(page), "Vienna")


def test_a_page_of_another_start_is_told_where_to_go(open_page: Open, facts: Path, tmp_path: Path) -> None:
    with run_bot(facts, tmp_path / "one") as running:
        page = open_page(running, calm=True)
    with run_bot(facts, tmp_path / "two", running.port):
        see(page.get_by_role("status", name="Notices"), "Please open the address that the bot printed")


def test_of_several_tabs_one_listens_for_all(open_page: Open, running: Running) -> None:
    page = open_page(running)
    for _ in range(7):
        tab = page.context.new_page()
        tab.goto(running.base)
        tab.wait_for_selector("body[data-ready]")
    say(tab, "/workshop venue icml-2024")
    see(last(tab), "Vienna")
