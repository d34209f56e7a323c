"""The MCP server, with the real client: an assistant can ask the letter and read it."""

import asyncio
import json
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

import qa
from index.errors import LetterError
from qa.chat import build
from qa.page.endpoint import LETTER_URI
from tests.page.conftest import unlimited

LOAN = "外贸企业贷款余额是多少？"


@pytest.fixture(scope="module")
def mcp_address(real_letter: qa.Letter) -> Iterator[str]:
    pytest.importorskip("mcp")
    server = build(real_letter, unlimited(), mcp=True)
    yield server.start()
    server.close()


def session(address: str, *steps: tuple[str, Any]) -> list[Any]:
    """Run methods of an MCP client session, each a name and its arguments, and return their results."""
    from mcp import ClientSession
    from mcp.client.streamable_http import streamablehttp_client

    async def run() -> list[Any]:
        async with (
            streamablehttp_client(f"{address}gradio_api/mcp/") as (reading, writing, _),
            ClientSession(reading, writing) as client,
        ):
            await client.initialize()
            return [await getattr(client, name)(*arguments) for name, arguments in steps]

    with ThreadPoolExecutor(1) as pool:  # Playwright's loop runs in the main thread
        return pool.submit(asyncio.run, run()).result()


def test_an_assistant_finds_one_tool_and_one_resource_and_can_use_both(
    mcp_address: str, real_letter: qa.Letter
) -> None:
    tools, resources, called, text = session(
        mcp_address,
        ("list_tools", ()),
        ("list_resources", ()),
        ("call_tool", ("ask_letter", {"question": LOAN, "top_k": 1})),
        ("read_resource", (LETTER_URI,)),
    )
    assert [tool.name for tool in tools.tools] == ["ask_letter"]
    assert set(tools.tools[0].inputSchema["properties"]) == {"question", "top_k", "history", "where", "compose"}
    assert [str(resource.uri) for resource in resources.resources] == [LETTER_URI]
    assert json.loads(called.content[0].text) == real_letter.ask(LOAN, top_k=1).as_dict()
    assert text.contents[0].text == real_letter.documents[0].text


def test_a_mistake_reaches_the_assistant_as_one_sentence(mcp_address: str) -> None:
    (called,) = session(mcp_address, ("call_tool", ("ask_letter", {"question": ""})))
    assert called.isError
    assert "The question is empty" in called.content[0].text


def test_without_its_package_mcp_is_refused_in_one_sentence_that_says_how_to_get_it(
    real_letter: qa.Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "mcp", None)
    with pytest.raises(LetterError, match=r"pip install 'ask-the-letter\[mcp\]'"):
        build(real_letter, unlimited(), mcp=True)


def test_without_mcp_there_is_neither_the_server_nor_the_resource(address: str) -> None:
    assert httpx.get(f"{address}/gradio_api/mcp/").status_code == 404
    assert list(httpx.get(f"{address}/gradio_api/info").json()["named_endpoints"]) == ["/ask"]
