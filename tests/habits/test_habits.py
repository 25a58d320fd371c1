"""House rules that imports cannot hold."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from deliberation.actors import Role
from deliberation.cli.commands import DEMO_REFUSALS
from deliberation.config import PROJECT
from deliberation.web import phrases
from tests.page import PageClient
from tests.stories import A, Story

PACKAGE = PROJECT / "deliberation"
SOURCES = sorted(PACKAGE.rglob("*.py"))
TEMPLATES = sorted((PROJECT / "templates").rglob("*.html"))
CJK = re.compile(r"[\u3400-\u9fff]")
SILENT = {"rules.py", "policy.py", "models.py", "queries.py", "service.py"}
LANGUAGES = {"中文"}
CLOCKS = re.compile(r"datetime\.(now|utcnow|today)\(|date\.today\(|\btime\.time\(|\bfunc\.now\(")


def name_of(path: Path) -> str:
    return str(path.relative_to(PROJECT))


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def text_of(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def test_there_is_one_commit_in_the_code_base() -> None:
    found = [name_of(path) for path in SOURCES for _ in re.findall(r"\.commit\(", path.read_text())]
    assert found == ["deliberation/database.py"]


def test_there_is_one_clock() -> None:
    found = [name_of(path) for path in SOURCES if CLOCKS.search(path.read_text())]
    assert found == ["deliberation/clock.py"]


def test_every_endpoint_says_who_may_use_it(app: Flask) -> None:
    silent = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if not rule.endpoint.endswith("static")
        and not hasattr(app.view_functions[rule.endpoint], "access_rule")
    ]
    assert silent == []


def test_nothing_is_exempt_from_csrf(app: Flask) -> None:
    csrf = app.extensions["csrf"]
    assert not csrf._exempt_views
    assert not csrf._exempt_blueprints


def test_a_form_without_its_token_is_refused(story: Story, visitor: PageClient) -> None:
    posts = [
        rule
        for rule in visitor.app.url_map.iter_rules()
        if "POST" in (rule.methods or set()) and not rule.arguments - {"code"}
    ]
    assert posts
    everything, _phone = story.staff(Role.LEAD, "")
    visitor.enter(everything)
    for rule in posts:
        _domain, url = rule.build(dict.fromkeys(rule.arguments, A)) or ("", "")
        assert visitor.client.post(url).status_code in (400, 403, 404), rule.endpoint


@pytest.mark.parametrize("path", [path for path in SOURCES if path.name in SILENT], ids=name_of)
def test_rules_and_services_speak_no_language(path: Path) -> None:
    tree = ast.parse(path.read_text())
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    spoken = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docstrings
        and CJK.search(node.value)
    ]
    assert spoken == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_templates_say_nothing_outside_gettext(path: Path) -> None:
    source = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.S)
    outside = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", source, flags=re.S)
    found = [line.strip() for line in outside.splitlines() if CJK.search(line)]
    assert found == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_words_inside_template_expressions_pass_through_gettext(path: Path) -> None:
    source = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.S)
    inside = " ".join(re.findall(r"\{\{.*?\}\}|\{%.*?%\}", source, flags=re.S))
    plain = re.sub(r"\b(?:_|gettext|ngettext|_n)\(\s*(['\"]).*?\1", "", inside, flags=re.S)
    literals = [m.group(0) for m in re.finditer(r"(['\"])(?:(?!\1).)*\1", plain) if CJK.search(m.group(0))]
    assert [literal for literal in literals if literal.strip("'\"") not in LANGUAGES] == []


def test_every_refusal_has_its_sentence(app: Flask) -> None:
    missing: set[str] = set()
    for path in SOURCES:
        for call in calls(ast.parse(path.read_text())):
            codes = [text_of(arg) for arg in call.args]
            if called(call) == "Refusal" and codes and codes[0] and not path.match("*/tally/*"):
                missing |= {codes[0]} - {key[8:] for key in phrases.known()}
            if called(call) == "refusing" and len(codes) > 1 and codes[1]:
                missing |= {codes[1]} - {key[8:] for key in phrases.known()}
    assert missing - set(DEMO_REFUSALS) == set()


def test_every_journalled_act_has_its_word(app: Flask) -> None:
    missing = set()
    for path in SOURCES:
        for call in calls(ast.parse(path.read_text())):
            if called(call) == "record" and len(call.args) > 1 and (act := text_of(call.args[1])):
                missing |= {f"act.{act}"} - phrases.known()
    assert missing == set()


def test_every_event_and_message_has_its_phrase(app: Flask) -> None:
    missing = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            text = text_of(node) if isinstance(node, ast.expr) else None
            if text and re.fullmatch(r"(notice|event)\.[a-z]+\.[a-z_]+", text):
                missing |= {text} - phrases.known()
    assert missing == set()


def test_money_is_never_a_float() -> None:
    found = [name_of(path) for path in SOURCES if re.search(r"\bfloat\(", path.read_text())]
    # Equal shares compare prices as floats with a bound on their error, and exactly where that cannot tell;
    # test_equal_shares shows that what comes out is exact.
    assert found == ["deliberation/tally/purses.py", "deliberation/tally/reach.py"]


def test_weasyprint_has_one_door() -> None:
    found = [path for path in SOURCES if re.search(r"^\s*(import|from) weasyprint", path.read_text(), re.M)]
    assert {path.parent.name for path in found} == {"papers"}


def test_no_promises_stand_in_the_code() -> None:
    words = re.compile(r"#.*\b(TODO|FIXME|XXX)\b|raise NotImplementedError")
    found = [name_of(path) for path in [*SOURCES, *TEMPLATES] if words.search(path.read_text())]
    assert found == []
