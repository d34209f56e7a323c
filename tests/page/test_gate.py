"""The gate before the server: who may ask, how much, from where, by which routes."""

import base64
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

import qa
from index.errors import LetterError
from qa.chat import build
from qa.server.access import Account
from qa.server.gate import BODY_LIMIT
from qa.server.limits import Buckets, network
from qa.server.run import Server
from qa.server.site import Site, guarded
from tests.conftest import write
from tests.page.conftest import free_port, unlimited

LOAN = "外贸企业贷款余额是多少？"
ASK = "/gradio_api/call/v2/ask"

WEB = httpx.Client()
"""One for all: each makes a TLS context, which takes longer than a request."""


@pytest.fixture
def locked(stub_letter: qa.Letter) -> Iterator[str]:
    """The address of a page that asks for a password."""
    server = build(stub_letter, Site(port=free_port(), account=Account("mei", "山海：密 码"), rate=0), mcp=True)
    yield server.start().rstrip("/")
    server.close()


def routes(server: Server) -> set[tuple[str, str]]:
    """Every method and path that Gradio and we have, with something in place of the parameters."""
    found: set[tuple[str, str]] = set()
    waiting = list(server._gradio.routes)
    while waiting:
        route = waiting.pop()
        waiting += getattr(getattr(route, "original_router", None), "routes", [])
        path = re.sub(r"\{[^}]*\}", "x", getattr(route, "path", ""))
        found |= {(method, path) for method in getattr(route, "methods", None) or {"GET"}}
    return found


def test_without_the_password_no_route_answers_but_the_health_check(locked: str, stub_letter: qa.Letter) -> None:
    everything = routes(build(stub_letter, unlimited(), mcp=True))
    assert len(everything) > 60
    asked = {*everything, ("GET", "/metrics"), ("POST", "/gradio_api/mcp/"), ("GET", "/assets/x.js"), ("GET", "//")}
    for method, path in asked:
        assert WEB.request(method, locked + path).status_code == 401, (method, path)
    assert WEB.get(f"{locked}/healthz").status_code == 200


@pytest.mark.parametrize(
    ("user", "password", "status"),
    [
        ("mei", "山海：密 码", 200),
        ("mei", "山海", 401),
        ("mei", "", 401),
        ("", "山海：密 码", 401),
        ("Mei", "山海：密 码", 401),
        ("mei:山海：密 码", "", 401),
    ],
)
def test_only_the_right_name_and_password_open_the_page(locked: str, user: str, password: str, status: int) -> None:
    words = base64.b64encode(f"{user}:{password}".encode()).decode()
    answer = WEB.get(locked, headers={"Authorization": f"Basic {words}"})
    assert answer.status_code == status
    assert ("www-authenticate" in answer.headers) == (status == 401)


@pytest.mark.parametrize("header", ["Basic", "Basic *", "Bearer bWVp", "", "Basic " + "A" * 5000])
def test_a_malformed_authorization_is_no_authorization(locked: str, header: str) -> None:
    assert WEB.get(locked, headers={"Authorization": header}).status_code == 401


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("mei", "must be USER:FILE"),
        (":file", "must be USER:FILE"),
        ("mei:nowhere.txt", "cannot be read"),
        ("mei:empty.txt", "has an empty first line"),
    ],
)
def test_an_account_that_cannot_be_used_is_one_clear_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "empty.txt", "\n")
    with pytest.raises(LetterError, match=message):
        Account.read(words)


def test_a_password_is_the_first_line_of_its_file_and_is_never_shown(tmp_path: Path) -> None:
    account = Account.read(f"mei:{write(tmp_path, 'password', 'pass:word' + chr(10) + 'a note')}")
    assert account.opens(b"Basic " + base64.b64encode(b"mei:pass:word"))
    assert "pass" not in repr(account)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "", "no.such.host.invalid"])
def test_an_address_that_others_can_reach_needs_a_password_or_a_word(host: str) -> None:
    with pytest.raises(LetterError, match="--auth USER:FILE"):
        guarded(Site(host))
    assert guarded(Site(host), insecure=True).host == host
    assert guarded(Site(host, account=Account("a", "b"))).host == host


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.8.8.8"])
def test_this_machine_alone_needs_none(host: str) -> None:
    assert guarded(Site(host)).host == host


TRAVERSALS = [
    "/gradio_api/file={}",
    "/gradio_api/file/{}",
    "/file={}",
    "/file/{}",
    "/static/{}",
    "/static/..%2f..%2f..%2f..%2f..%2f..%2f..%2f..%2f..{}",
    "/static/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e{}",
    "/static/%252e%252e%252f%252e%252e{}",
    "/assets/{}",
    "/assets/../../../../../../../../../..{}",
    "/assets/..\\..\\..\\..\\..{}",
    "/assets//{}",
    "/svelte/{}",
    "/gradio_api/proxy=file://{}",
    "/gradio_api/proxy=http://127.0.0.1:1{}",
    "/gradio_api/custom_component/x/client/component/..{}",
    "/gradio_api/stream/x/y/z/{}",
    "/gradio_api/deep_link?session_hash={}",
    "/theme.css/..{}",
    "/assets/%00{}",
]


@pytest.mark.parametrize("template", TRAVERSALS)
def test_no_route_gives_a_file_that_is_not_the_pages_own(address: str, tmp_path: Path, template: str) -> None:
    secret = write(tmp_path, "feedback.jsonl", "what nobody else may read")
    (tmp_path / "link").symlink_to(secret)
    host, port = address.removeprefix("http://").split(":")
    for path in (str(secret), str(tmp_path / "link"), "/etc/passwd", f"file://{secret}", __file__):
        with socket.create_connection((host, int(port))) as connection:  # a client would tidy the path up
            words = f"GET {template.format(path)} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n"
            connection.sendall(words.encode())
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        assert re.match(rb"HTTP/1.1 (400|404) ", answer), answer[:100]
        assert b"nobody else" not in answer
        assert b"root:" not in answer


def test_what_the_page_does_not_need_is_not_there(address: str, stub_letter: qa.Letter) -> None:
    needed = {
        *(("GET", path) for path in ("/", "/theme.css", "/config", "/gradio_api/info", "/gradio_api/openapi.json")),
        *(
            ("GET", f"/gradio_api/{path}")
            for path in ("app_id", "queue/data", "heartbeat/x", "call/x/x", "call/v2/x/x")
        ),
        *(("GET", path) for path in ("/gradio_api/startup-events", "/gradio_api/theme.css", "/static/x", "/assets/x")),
        *(("GET", path) for path in ("/favicon.ico", "/robots.txt")),
        *(("POST", f"/gradio_api/{path}") for path in ("queue/join", "call/x", "call/v2/x", "cancel", "reset")),
    }
    for method, path in routes(build(stub_letter, unlimited())):
        if (method, path.rstrip("/") or "/") not in needed and method != "HEAD":
            assert WEB.request(method, address + path).status_code == 404, (method, path)


def test_no_path_of_this_machine_is_told(address: str) -> None:
    for path in ("/", "/config", "/gradio_api/info", "/gradio_api/openapi.json", "/healthz", "/metrics"):
        told = WEB.get(address + path).text
        assert f"{Path.home()}/" not in told
        assert str(Path(qa.__file__).parent.parent) not in told


def test_a_fault_of_the_program_tells_nothing_of_it(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(2, "No such file", "/home/mei/secret/index")

    monkeypatch.setattr(qa.Letter, "ask", fail)
    event = WEB.post(address + ASK, json={"question": LOAN}).json()["event_id"]
    told = WEB.get(f"{address}{ASK}/{event}").text
    assert "event: error" in told
    assert "secret" not in told
    assert "No such file" not in told


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Host": "elsewhere.example"}, 403),
        ({"Host": "elsewhere.example", "Origin": "http://elsewhere.example"}, 403),
        ({"Host": "elsewhere.example", "X-Forwarded-Host": "127.0.0.1"}, 403),
        ({"Host": "[", "Origin": "http://["}, 403),
        ({"Host": "localhost:7860", "Origin": "http://localhost:7860"}, 200),
        ({"X-Forwarded-Host": "elsewhere.example", "X-Gradio-Server": "http://elsewhere.example"}, 200),
    ],
)
def test_other_sites_cannot_ask_in_a_visitors_name(address: str, headers: dict[str, str], status: int) -> None:
    answer = WEB.get(address, headers=headers)
    assert answer.status_code == status
    assert "elsewhere.example" not in answer.text


def test_a_proxy_that_is_trusted_names_the_client_and_the_host(stub_letter: qa.Letter) -> None:
    site = Site(port=free_port(), rate=0.4, proxy="127.0.0.1", root="/letters")
    server = build(stub_letter, site)
    address = server.start()
    try:
        seen = {"X-Forwarded-Host": "office.example", "X-Forwarded-Proto": "https", "Host": "127.0.0.1"}
        first, second = ({**seen, "X-Forwarded-For": client} for client in ("192.0.2.1", "192.0.2.2"))
        assert '"root":"https://office.example/letters"' in WEB.get(address, headers=first).text
        assert WEB.get(address, headers={**first, "Origin": "https://office.example"}).status_code == 200
        assert WEB.get(address, headers={**first, "Origin": "https://elsewhere.example"}).status_code == 403
        assert {WEB.get(address, headers=first).status_code for _ in range(20)} == {200, 429}
        assert WEB.get(address, headers=second).status_code == 200
    finally:
        server.close()


def test_too_many_requests_from_one_address_are_refused_in_one_sentence(stub_letter: qa.Letter) -> None:
    server = build(stub_letter, Site(port=free_port(), rate=0.01))
    address = server.start().rstrip("/")
    try:
        answers = [WEB.post(address + ASK, json={"question": LOAN}) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 429, 429]
        assert answers[-1].text == "Too many requests. Wait a few seconds.\n"
        assert WEB.get(address + "/static/img/logo.svg").status_code != 429
        other = httpx.Client(transport=httpx.HTTPTransport(local_address="127.0.0.2"))
        assert "letter_requests_limited_total 2\n" in other.get(f"{address}/metrics").text
    finally:
        server.close()


def test_a_bucket_fills_at_its_rate_and_no_further_than_its_burst() -> None:
    now = [0.0]
    buckets = Buckets(rate=2, burst=3, clock=lambda: now[0])
    assert [buckets.take("a") for _ in range(4)] == [True, True, True, False]
    assert buckets.take("b")
    now[0] = 0.5
    assert [buckets.take("a"), buckets.take("a")] == [True, False]
    now[0] = 1000
    assert [buckets.take("a") for _ in range(4)] == [True, True, True, False]


def test_a_household_is_one_client() -> None:
    assert network("2001:db8:1:2:3::4") == network("2001:db8:1:2::9") != network("2001:db8:1:3::9")
    assert network("::ffff:192.0.2.1") == network("192.0.2.1") != network("192.0.2.2")


@pytest.mark.parametrize(
    ("headers", "status"),
    [({"Content-Length": str(BODY_LIMIT + 1)}, 413), ({"Transfer-Encoding": "chunked"}, 411)],
)
def test_a_request_that_is_too_long_is_refused_before_it_is_read(
    address: str, headers: dict[str, str], status: int
) -> None:
    host, port = address.removeprefix("http://").split(":")
    lines = [f"POST {ASK} HTTP/1.1", f"Host: {host}:{port}", *(f"{name}: {value}" for name, value in headers.items())]
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        assert connection.recv(100).startswith(f"HTTP/1.1 {status} ".encode())


def test_every_answer_forbids_the_browser_to_fetch_from_elsewhere(address: str) -> None:
    for path in ("/", "/config", "/nowhere", "/healthz"):
        headers: Any = WEB.get(address + path).headers
        assert "connect-src 'self'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
