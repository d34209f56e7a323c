// The page comes to life: what the server says fills it, and every click and key finds its way.
const find = (selector, root = document) => root.querySelector(selector);
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const behaviour = () => (calm.matches ? "auto" : "smooth");

const now = {
  language: "",
  words: {}, // what the script itself says
  shown: { key: "", document: "", digest: "" }, // the letter that is open; its key names the letters that are asked
  wish: {}, // what the reader looks for in the library
};

const request = () => ({
  language: now.language,
  key: now.shown.key,
  current: now.shown.document,
  shown: now.shown,
  wish: now.wish,
});

const link = new URLSearchParams(location.search);
const first = fetchFirst(); // while Gradio builds its frame

async function fetchFirst() {
  now.language = link.get("lang") || remembered().language || "";
  const own = tab.get("own");
  const reply = await call("look", { language: now.language, key: own, current: link.get("in") ?? "" });
  return reply.error && own ? call("look", { language: now.language, key: "", current: "" }) : reply;
}

async function look({ key, current }) {
  fill(await call("look", { ...request(), key, current }));
}

function fill(reply) {
  now.language = reply.language;
  now.words = reply.words;
  Object.assign(document.documentElement, { lang: reply.language, dir: reply.direction });
  find("#page").dir = reply.direction;
  document.title = reply.title;
  const typed = box()?.value ?? tab.get("draft");
  const focused = document.activeElement === box();
  for (const [place, html] of Object.entries({ "#header": reply.header, "#ask": reply.composer, "#welcome": reply.welcome, "#tools": reply.tools })) {
    find(place).innerHTML = html;
  }
  setPanel(reply);
  box().value = typed;
  grow();
  if (focused) box().focus();
  offerRemembered();
  talk();
}

async function start() {
  fill(await first);
  startPanes();
  const question = link.get("q");
  const kept = (remembered().conversations ?? []).find(({ id }) => id === tab.get("conversation"));
  if (question && tab.get("asked") !== location.search) {
    tab.set("asked", location.search);
    const given = link.getAll("after").length ? { earlier: link.getAll("after") } : {};
    ask(question, { given: { ...given, wish: fromLink() } });
  } else if (kept) again(kept);
}

function fromLink() {
  try {
    return JSON.parse(link.get("where")) ?? {};
  } catch {
    return {};
  }
}

async function switchLanguage(language) {
  now.language = language;
  remember({ language });
  await look({ key: now.shown.key, current: now.shown.document });
  find("#divider").setAttribute("aria-label", now.words.divider);
  if (!conversation.turns.length) return;
  const kept = conversation;
  turns().replaceChildren();
  await again(kept);
  alertReader("");
}

const clicks = {
  show: (control) => show(control),
  cite: (control) => toggleBar(control),
  copy: (control) => copy(control.dataset.copy),
  copyAnswer,
  copyMarkdown,
  link: copyLink,
  take: (control) => take(control.dataset.take),
  print: () => window.print(),
  translate: translateQuote,
  question: (control) => ask(control.dataset.question),
  choose: (control) => ask(turnOf(control).question, { current: control.dataset.choose }),
  judge,
  new: startAnew,
  resume: (control) => resume(control.dataset.resume),
  forget: () => {
    forgetAll();
    startAnew();
    say(now.words.forgotten);
  },
  bringBack: leaveOwn,
  back,
  jump: (control) => jump(control.dataset.jump),
  open: (control) => openFromLibrary(control.dataset),
  library: toLibrary,
  page: (control) => turnPage(Number(control.dataset.page)),
  clear: clearFilters,
  only: (control) => narrow(control.dataset.only),
  find: openFind,
  findStep: (control) => stepMatch(Number(control.dataset.findStep)),
  findMeaning: () => ask(find("#letter form.find input").value),
  findClose: closeFind,
  hideLetter: () => hideLetter(true),
  showLetter: () => openPanel(),
  askSelection: (control) => askSelection(control.dataset.askSelection),
  closeBar: (control) => {
    const paragraph = control.closest(".paragraph");
    closeBar();
    (find(".number", paragraph) ?? paragraph).focus();
  },
};

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target) || event.target.closest("button")) menu.open = false;
  }
  const control = event.target.closest?.("a.cite, button");
  const name = control && Object.keys(control.dataset).find((key) => key in clicks);
  if (!name) return;
  event.preventDefault();
  clicks[name](control);
});

document.addEventListener("submit", (event) => {
  event.preventDefault();
  if (event.target.id === "ask") submit();
  else if (event.target.matches(".find")) stepMatch(1);
});

document.addEventListener("keydown", (event) => {
  if (event.target === box() && event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    submit();
  } else if (event.key === "Escape") {
    const menu = find("details.menu[open]");
    if (menu) {
      menu.open = false;
      find("summary", menu).focus();
    } else if (event.target.closest?.("form.find")) closeFind();
    else if (find("#letter .bar")) back();
  }
});

const isSearch = (target) => target.matches?.("#letter .look input");
const isFind = (target) => target.matches?.("#letter form.find input");
document.addEventListener("input", (event) => {
  if (event.target === box()) grow();
  if (event.isComposing) return;
  if (isSearch(event.target)) browseSoon();
  if (isFind(event.target)) findWords();
});
document.addEventListener("compositionend", (event) => {
  if (isSearch(event.target)) browseSoon();
  if (isFind(event.target)) findWords();
});
document.addEventListener("change", (event) => {
  if (event.target.matches?.("#letter .look select")) browseSoon();
  else if (event.target.matches?.("#header select")) switchLanguage(event.target.value);
  else if (event.target.matches?.("[data-bring]") && event.target.files.length) {
    bring(Array.from(event.target.files));
    event.target.value = "";
  }
});
for (const type of ["dragover", "drop"]) {
  document.addEventListener(type, (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    if (type === "drop") bring(Array.from(event.dataTransfer.files));
  });
}
document.addEventListener("selectionchange", () => {
  find("#selection")?.remove();
  clearTimeout(selected.timer);
  selected.timer = setTimeout(selected, 250);
});

window.askTheLetter = { start };
