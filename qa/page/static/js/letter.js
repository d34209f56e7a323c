// The letter beside the conversation: what is cited is marked and numbered, and every place can be jumped to.
let asked = null; // the citation link that the reader came from

const panel = () => find("#letter details.reader");

// Marks. `spans` are [start, end] in characters (not UTF-16 units) of the paragraph's text.
function mark(paragraph, spans) {
  const text = find(".text", paragraph);
  const characters = Array.from(text.textContent);
  const pieces = [];
  let position = 0;
  for (const [start, end] of spans) {
    const element = document.createElement("mark");
    element.textContent = characters.slice(start, end).join("");
    pieces.push(characters.slice(position, start).join(""), element);
    position = end;
  }
  text.replaceChildren(...pieces, characters.slice(position).join(""));
}

function clearMarks() {
  for (const paragraph of document.querySelectorAll("#letter .paragraph.cited")) {
    paragraph.classList.remove("cited", "best", "current");
    for (const ref of paragraph.querySelectorAll(":scope > .ref")) ref.remove();
    mark(paragraph, []);
  }
}

const isShown = (link) => link.dataset.document === now.shown.document && link.dataset.key === now.shown.key;

// The paragraph that a link cites; null if the letter has changed since the answer.
function cited(link) {
  const paragraph = document.getElementById(link.dataset.show);
  const letters = (text) => text.replace(/\s/g, "");
  const same = paragraph && letters(find(".text", paragraph).textContent) === letters(link.dataset.text);
  return same ? paragraph : null;
}

function markLinks(links) {
  for (const link of links) {
    const paragraph = isShown(link) ? cited(link) : null;
    if (!paragraph) continue;
    paragraph.classList.add("cited");
    paragraph.classList.toggle("best", link.closest(".best") !== null);
    mark(paragraph, JSON.parse(link.dataset.evidence));
    if (Number(link.dataset.number) && !find(":scope > .ref", paragraph)) {
      paragraph.prepend(Object.assign(document.createElement("span"), { className: "ref", textContent: link.dataset.number }));
    }
  }
}

// Mark what the newest answer cites, and bring both into view.
function showNewest() {
  const newest = turns().lastElementChild;
  closeBar();
  clearMarks();
  if (!newest) return;
  const links = newest.querySelectorAll(".answered a.cite");
  markLinks(links);
  newest.scrollIntoView({ block: "start", behavior: turns().childElementCount > 1 ? behaviour() : "auto" });
  const first = links[0] && isShown(links[0]) && cited(links[0]);
  if (first) reveal(first, { focus: false });
}

function reveal(paragraph, { focus }) {
  for (const other of document.querySelectorAll("#letter .paragraph.current")) other.classList.remove("current");
  paragraph.classList.add("current");
  scrollTo(find("mark", paragraph) ?? paragraph, focus);
  if (focus) paragraph.focus({ preventScroll: true });
}

function scrollTo(target, far) {
  const pane = target.closest(".pages");
  if (wide.matches) {
    const offset = target.getBoundingClientRect().top - pane.getBoundingClientRect().top;
    pane.scrollTo({ top: pane.scrollTop + offset - pane.clientHeight / 3, behavior: behaviour() });
  } else if (far) {
    target.scrollIntoView({ block: "center", behavior: behaviour() });
  }
}

async function show(link) {
  if (!isShown(link)) {
    const opened = await openDocument(link.dataset.document, link.dataset.key);
    if (!opened || !isShown(link)) return;
  }
  openPanel();
  const paragraph = cited(link);
  if (!paragraph) {
    say(now.words.changed);
    return;
  }
  asked = link;
  clearMarks();
  markLinks(link.closest(".turn")?.querySelectorAll("a.cite") ?? [link]);
  openBar(paragraph, link.dataset.citation);
  reveal(paragraph, { focus: true });
}

// A document, or "" for the library; whether it came.
async function openDocument(name, key = now.shown.key) {
  const reply = await call("letter", { ...request(), key, document: name });
  alertReader(reply.error ?? reply.notice);
  if (reply.error) return false;
  setPanel(reply);
  return true;
}

function setPanel(reply) {
  if (reply.shown.key !== now.shown.key) now.wish = {};
  now.shown = reply.shown;
  looks += 1;
  find("#letter").innerHTML = reply.panel;
  find("#rows").innerHTML = reply.rows;
  find("#scope").innerHTML = reply.scope;
  find("#page").classList.toggle("archive", find("#letter .in-archive") !== null);
  fold();
}

// The bar under a paragraph: its citation, to copy, and the way back to the answer.
function closeBar() {
  const bar = find("#letter .bar");
  if (!bar) return;
  find(".number", bar.parentElement)?.setAttribute("aria-expanded", "false");
  bar.remove();
}

function button(label, data, kind = "quiet") {
  const element = Object.assign(document.createElement("button"), { type: "button", textContent: label, className: kind });
  Object.assign(element.dataset, data);
  return element;
}

// `cited` is the citation of the answer that the reader came from, if any.
function openBar(paragraph, cited) {
  const address = cited ?? paragraph.dataset.citation;
  closeBar();
  const bar = Object.assign(document.createElement("div"), { className: "bar", lang: document.documentElement.lang, translate: false });
  const citation = Object.assign(document.createElement("p"), { textContent: address });
  const actions = Object.assign(document.createElement("p"), { className: "actions" });
  actions.append(button(now.words.copy_citation, { copy: address }));
  if (cited) actions.append(button(now.words.back, { back: "" }));
  actions.append(button(now.words.close, { closeBar: "" }));
  bar.append(citation, actions);
  paragraph.append(bar);
  find(".number", paragraph)?.setAttribute("aria-expanded", "true");
}

function toggleBar(number) {
  const paragraph = document.getElementById(number.dataset.cite);
  if (find(".bar", paragraph)) closeBar();
  else openBar(paragraph);
}

function back() {
  closeBar();
  asked?.scrollIntoView({ block: "center", behavior: behaviour() });
  asked?.focus({ preventScroll: true });
}

function jump(id) {
  openPanel();
  for (const menu of document.querySelectorAll("#letter .contents")) menu.open = false;
  const target = document.getElementById(id);
  if (target) reveal(target, { focus: true });
}
