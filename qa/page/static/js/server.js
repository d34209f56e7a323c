// Calling the server. A call outlasts a lost line, a restart and a crowd: it says so, waits, and is made again.
const PAUSE = 2000; // milliseconds between two looks whether the server is back
const SLOW = 6000; // milliseconds after which a reader is told that it takes long

const root = () => (window.gradio_config?.root ?? location.origin + location.pathname).replace(/\/$/, "");
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

async function call(name, data) {
  for (;;) {
    const slow = setTimeout(() => tell("slow"), SLOW);
    const response = await post(`${root()}/gradio_api/run/page_${name}`, { data: [data] });
    clearTimeout(slow);
    if (response?.ok) {
      tell("");
      return (await response.json()).data[0];
    }
    if (response && ![429, 502, 503, 504].includes(response.status)) {
      tell("");
      return { error: now.words.failed };
    }
    tell(response ? "busy" : navigator.onLine ? "unreachable" : "offline");
    await lineBack();
  }
}

async function post(address, body) {
  const headers = { "Content-Type": "application/json" };
  try {
    return await fetch(address, { method: "POST", headers, body: JSON.stringify(body) });
  } catch {
    return null;
  }
}

async function lineBack() {
  for (;;) {
    await pause(PAUSE);
    if (!navigator.onLine) continue;
    try {
      if ((await fetch(`${root()}/healthz`, { cache: "no-store" })).ok) return;
    } catch {
      // not yet
    }
  }
}

// What is said of the line, above the question; "" when all is well.
function tell(state) {
  const notice = find("#line") ?? Object.assign(document.createElement("p"), { id: "line", className: "notice calm", role: "status" });
  if (!notice.isConnected) find("#notice")?.before(notice);
  const words = state ? (now.words[state] ?? "") : "";
  if (notice.textContent !== words) notice.textContent = words;
}

// What is wrong with what the reader did, in one sentence; "" to take it back.
function alertReader(sentence) {
  const notice = find("#notice");
  notice.replaceChildren();
  if (sentence) notice.append(Object.assign(document.createElement("p"), { className: "notice", role: "alert", textContent: sentence }));
}
