"""Every page there is, in large type on a phone: no small words or targets, nothing beside the screen."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from deliberation.actors import Actor
from tests.browser.test_journey import address as served
from tests.browser.test_journey import chromium, phone
from tests.browser.test_look import AXE, CHROMIUM, FAULTS, TOO_SMALL
from tests.habits.test_doors import Caller
from tests.habits.world import World, address, rules_of, values_of
from tests.page import PageClient

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]
__all__ = ["chromium", "served"]
WALL = {"meetings.screen"}  # is read from across the hall, by its own measures
VISITORS = ("worker", "officer", "lead", "resident", "planner", "administrator", "security", "auditor")
LEAST_TARGET, LEAST_TEXT, LEAST_LINE = 60, 18, 1.3
TARGETS = """least => [...document.querySelectorAll('main :is(a, button, input, select, textarea, summary)')]
  .filter(each => each.checkVisibility() && each.type !== 'hidden' && !each.closest('.unseen'))
  .map(each => [each, each.closest('label') || each.closest('.slip-title')?.closest('.slip') || each])
  .map(([each, hit]) => [each, hit.getBoundingClientRect()])
  .filter(([, box]) => Math.min(box.width, box.height) < least - 0.5)
  .map(([each]) => each.outerHTML.slice(0, 90))"""
SQUEEZED = """() => {
  const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT), found = [];
  while (walker.nextNode()) {
    const words = walker.currentNode, each = words.parentElement;
    if (!words.data.trim() || !each.checkVisibility()) continue;
    if (each.closest('.unseen, caption, script, svg')) continue;
    const range = document.createRange();
    range.selectNodeContents(words);
    const lines = new Set([...range.getClientRects()].map(box => Math.round(box.top))).size;
    if (lines > 2 && words.data.trim().length / lines < 4) found.push(each.outerHTML.slice(0, 90));
  }
  return found;
}"""
WORDS = """([size, line]) => [...document.querySelectorAll('main *')]
  .filter(each => each.checkVisibility() && !each.closest('svg, .unseen, sup'))
  .filter(each => [...each.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
  .map(each => [each, getComputedStyle(each)])
  .filter(([each, style]) => parseFloat(style.fontSize) < size - 0.1
    || parseFloat(style.lineHeight) / parseFloat(style.fontSize) < line - 0.01
      && each.getBoundingClientRect().height > 1.5 * parseFloat(style.lineHeight))
  .map(([each, style]) => `${style.fontSize}/${style.lineHeight} ${each.outerHTML.slice(0, 80)}`)"""
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def pages_of(app: Flask, world: World, actor: Actor | None, known: set[str]) -> Iterator[tuple[str, str]]:
    """An address of every page that opens for somebody and is not known yet."""
    caller = Caller(app, actor)
    for rule in rules_of(app, "GET"):
        if rule.endpoint in known | WALL:
            continue
        for values in values_of(rule, world, most=8):
            url = address(app, rule, values)
            if is_page(caller, url):
                known.add(rule.endpoint)
                yield rule.endpoint, url
                break


def is_page(caller: Caller, url: str) -> bool:
    """Whether somebody gets a whole page there: no file, and no part of a page."""
    if url.endswith((".pdf", ".xlsx", ".docx", ".csv", ".zip", ".ics")):
        return False
    response = caller.answer(url)
    return response.status_code == 200 and response.get_data()[:15].lower() == b"<!doctype html>"


def enter(page: Page, app: Flask, actor: Actor, base: str) -> None:
    """Be somebody in the browser as well."""
    visitor = PageClient(app)
    visitor.enter(actor)
    cookie: Any = visitor.client.get_cookie("session")
    page.context.add_cookies([{"name": "session", "value": cookie.value, "url": base}])


def faults_of(page: Page) -> list[str]:
    """What is wrong with the page that is shown."""
    wrong = [f"small target: {each}" for each in page.evaluate(TOO_SMALL, LEAST_TARGET)]
    wrong += [f"small target: {each}" for each in page.evaluate(TARGETS, LEAST_TARGET)]
    wrong += [f"squeezed: {each}" for each in page.evaluate(SQUEEZED)]
    wrong += [f"words: {each}" for each in page.evaluate(WORDS, [LEAST_TEXT, LEAST_LINE])]
    if wider := page.evaluate(WIDER):
        wrong.append(f"{wider} px wider than the phone")
    if AXE.is_file():
        page.evaluate(AXE.read_text("utf-8"))
        wrong += [f"axe: {each}" for each in page.evaluate(FAULTS)]
    return wrong


def test_every_page_is_readable_and_reachable_in_large_type_on_a_phone(
    app: Flask, world: World, chromium: Browser, served: str
) -> None:
    known: set[str] = set()
    wrong: dict[str, list[str]] = {}
    for name in VISITORS:
        actor = world.actors[name]
        assert actor is not None
        page = phone(chromium, served, size="1")
        enter(page, app, actor, served)
        for endpoint, url in pages_of(app, world, actor, known):
            shown = page.goto(url)
            assert shown is not None, url
            assert shown.status == 200, url
            if faults := faults_of(page):
                wrong[f"{name} {endpoint} {url}"] = faults
        page.context.close()
    assert len(known) > 200
    assert not wrong, "\n".join(f"{where}\n    " + "\n    ".join(what[:6]) for where, what in wrong.items())
