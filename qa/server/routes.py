"""The routes that the page and programs need. Gradio has some forty more (files, uploads, proxies, deep links, login,
monitoring): what is not needed cannot leak, so everything else is not found."""

import re

_READ = re.compile(
    r"/"
    r"|/(assets|static)(/[\w@.+~-]+)+"
    r"|/(theme\.css|favicon\.ico|robots\.txt|config|healthz|metrics)"
    r"|/gradio_api/(app_id|info|openapi\.json|startup-events|theme\.css)"
    r"|/gradio_api/heartbeat/\w+"
    r"|/gradio_api/queue/data"
    r"|/gradio_api/call/(v2/)?\w+/\w+"
)
_WRITE = re.compile(r"/gradio_api/(queue/join|call/(v2/)?\w+|run/page_\w+|cancel|reset)")
_MCP = re.compile(r"/gradio_api/mcp(/|/schema|/http/?|/sse/?|/messages/?)?")


def open_to(method: str, path: str, *, mcp: bool) -> bool:
    """Whether there is something at a path, which is decoded already, for a method."""
    if ".." in path:
        return False
    if mcp and _MCP.fullmatch(path):
        return method in ("GET", "POST", "DELETE")
    return bool((_WRITE if method == "POST" else _READ).fullmatch(path)) and method in ("GET", "HEAD", "POST")


def asset(path: str) -> bool:
    """Whether a path is one of the page's own files, of which a visit takes some fifty at once."""
    return path.startswith(("/assets/", "/static/"))
