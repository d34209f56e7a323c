// Behaviour of the page that needs no server: showing passages in the letter, copying, exporting.
// Everything is delegated from the document, because Gradio replaces the elements inside its components.
window.askTheLetter = (() => {
  const find = (selector, root = document) => root.querySelector(selector);
  const wide = window.matchMedia("(min-width: 900px)");
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  let asked = null; // the citation link that the reader came from
  let awaited = null; // the citation link whose document is on its way

  const words = () => find("#letter details.reader")?.dataset ?? {};
  const behaviour = () => (calm.matches ? "auto" : "smooth");

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
      paragraph.classList.remove("cited", "current");
      mark(paragraph, []);
    }
  }

  function markLinks(links) {
    for (const link of links) {
      if (link.dataset.document !== words().document) continue;
      const paragraph = document.getElementById(link.dataset.show);
      if (!paragraph) continue;
      paragraph.classList.add("cited");
      mark(paragraph, JSON.parse(link.dataset.evidence));
    }
  }

  function reveal(paragraph, { focus }) {
    for (const other of document.querySelectorAll("#letter .paragraph.current")) other.classList.remove("current");
    paragraph.classList.add("current");
    const target = find("mark", paragraph) ?? paragraph;
    const pane = paragraph.closest(".pages");
    if (wide.matches) {
      const offset = target.getBoundingClientRect().top - pane.getBoundingClientRect().top;
      pane.scrollTo({ top: pane.scrollTop + offset - pane.clientHeight / 3, behavior: behaviour() });
    } else if (focus) {
      target.scrollIntoView({ block: "center", behavior: behaviour() });
    }
    if (focus) paragraph.focus({ preventScroll: true });
  }

  function show(link) {
    if (link.dataset.document !== words().document) {
      awaited = link;
      api.openDocument(link.dataset.document);
      return;
    }
    const paragraph = document.getElementById(link.dataset.show);
    if (!paragraph) return;
    asked = link;
    find("#letter details.reader").open = true;
    clearMarks();
    markLinks(link.closest(".turn")?.querySelectorAll("a.cite") ?? [link]);
    markLinks([link]);
    openBar(paragraph, link.dataset.citation);
    reveal(paragraph, { focus: true });
  }

  // The bar under a paragraph: its citation, to copy, and the way back to the answer.
  function closeBar() {
    const bar = find("#letter .bar");
    if (!bar) return;
    find(".number", bar.parentElement)?.setAttribute("aria-expanded", "false");
    bar.remove();
  }

  function button(label, data) {
    const element = Object.assign(document.createElement("button"), { type: "button", textContent: label, className: "quiet" });
    Object.assign(element.dataset, data);
    return element;
  }

  // `cited` is the citation of the answer that the reader came from, if any.
  function openBar(paragraph, cited) {
    const address = cited ?? paragraph.dataset.citation;
    closeBar();
    const bar = Object.assign(document.createElement("div"), { className: "bar", lang: document.documentElement.lang });
    const citation = Object.assign(document.createElement("p"), { textContent: address });
    const actions = Object.assign(document.createElement("p"), { className: "actions" });
    actions.append(button(words().copyCitation, { copy: address }));
    if (cited) actions.append(button(words().back, { back: "" }));
    actions.append(button(words().close, { closeBar: "" }));
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

  // Copy and export.
  async function copy(text) {
    let done = true;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      done = copyBySelection(text); // navigator.clipboard exists only on https and localhost
    }
    say(done ? words().copied : words().copyFailed);
  }

  function say(message) {
    let toast = find("#toast");
    if (!toast) {
      toast = Object.assign(document.createElement("div"), { id: "toast", role: "status" });
      document.body.append(toast);
    }
    toast.textContent = message;
    toast.classList.add("shown");
    clearTimeout(say.timer);
    say.timer = setTimeout(() => toast.classList.remove("shown"), 2500);
  }

  function copyBySelection(text) {
    const area = Object.assign(document.createElement("textarea"), { value: text });
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }

  function download(text) {
    const address = URL.createObjectURL(new Blob([text], { type: "text/markdown;charset=utf-8" }));
    Object.assign(document.createElement("a"), { href: address, download: "letter-answers.md" }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  }

  const link = (question) => `${location.origin}${location.pathname}?q=${encodeURIComponent(question)}`;

  document.addEventListener("click", (event) => {
    const control = event.target.closest?.("a.cite, button");
    if (!control) return;
    const data = control.dataset;
    if (data.show) {
      event.preventDefault();
      show(control);
    } else if (data.cite) toggleBar(control);
    else if (data.copy) copy(data.copy);
    else if (data.link) copy(link(data.link));
    else if (data.export) download(data.export);
    else if ("back" in data) back();
    else if ("closeBar" in data) {
      const paragraph = control.closest(".paragraph");
      closeBar();
      (find(".number", paragraph) ?? paragraph).focus();
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && find("#letter .bar")) back();
  });

  // A letter of one's own: chosen, or dropped anywhere on the page. The server says what is wrong with it.
  async function bring(file) {
    const limit = Number(find("[data-bring]").dataset.bring);
    const data = file.size > limit ? "" : await base64(file);
    api.bring({ name: file.name, size: file.size, data });
  }

  function base64(file) {
    return new Promise((resolve, reject) => {
      const reader = new FileReader();
      reader.onload = () => resolve(reader.result.split(",")[1] ?? "");
      reader.onerror = () => reject(reader.error);
      reader.readAsDataURL(file);
    });
  }

  document.addEventListener("change", (event) => {
    if (event.target.matches?.("[data-bring]") && event.target.files.length) {
      bring(event.target.files[0]);
      event.target.value = "";
    }
  });
  for (const type of ["dragover", "drop"]) {
    document.addEventListener(type, (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      if (type === "drop") bring(event.dataTransfer.files[0]);
    });
  }

  const fold = () => {
    const reader = find("#letter details.reader");
    if (reader) reader.open = wide.matches;
  };
  wide.addEventListener("change", fold);

  let turns = 0; // how many the conversation had when it was last looked at

  function conversationChanged() {
    const before = turns;
    turns = document.querySelectorAll("#conversation .turn").length;
    if (turns !== before) showNewest();
  }

  // Mark what the newest answer cites, and bring both into view.
  function showNewest() {
    const all = document.querySelectorAll("#conversation .turn");
    const newest = all[all.length - 1];
    closeBar();
    clearMarks();
    if (!newest) return;
    const links = newest.querySelectorAll(".answered a.cite");
    markLinks(links);
    newest.scrollIntoView({ block: "start", behavior: all.length > 1 ? behaviour() : "auto" });
    const first = links[0] && document.getElementById(links[0].dataset.show);
    if (first?.classList.contains("cited")) reveal(first, { focus: false });
  }

  function letterChanged() {
    const reader = find("#letter details.reader");
    if (wide.matches) reader.open = true;
    if (awaited) {
      const link = awaited;
      awaited = null;
      show(link);
    } else showNewest();
  }

  function setLanguage(header) {
    document.documentElement.lang = find("header", header)?.lang ?? "en";
    document.title = find("h1", header)?.textContent ?? document.title;
  }

  const api = { conversationChanged, letterChanged, setLanguage };
  return api;
})();
