// Behaviour of the page that needs no server: showing passages in the letter, copying, exporting.
// Everything is delegated from the document, because Gradio replaces the elements inside its components.
window.askTheLetter = (() => {
  const find = (selector, root = document) => root.querySelector(selector);
  const wide = window.matchMedia("(min-width: 900px)");
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  let asked = null; // the citation link that the reader came from
  let awaited = null; // the citation link whose document is on its way
  let landing = null; // where the focus goes when the panel has changed: to this element of the list, or to the letter
  let opened = ""; // the letter that was last opened from the library
  let narrowed = false; // whether the reader has just chosen which letters to ask

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
      const paragraph = cited(link);
      if (!paragraph) continue;
      paragraph.classList.add("cited");
      mark(paragraph, JSON.parse(link.dataset.evidence));
    }
  }

  // The paragraph that a link cites; null if the letter has changed since the answer.
  function cited(link) {
    const paragraph = document.getElementById(link.dataset.show);
    const letters = (text) => text.replace(/\s/g, "");
    const same = paragraph && letters(find(".text", paragraph).textContent) === letters(link.dataset.text);
    return same ? paragraph : null;
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
    find("#letter details.reader").open = true;
    const paragraph = cited(link);
    if (!paragraph) {
      say(words().changed);
      return;
    }
    asked = link;
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
    else if (data.open) open(data.open);
    else if ("library" in data) toLibrary();
    else if (data.page) turn(Number(data.page));
    else if ("clear" in data) clear();
    else if ("only" in data) narrowed = true;
    else if ("closeBar" in data) {
      const paragraph = control.closest(".paragraph");
      closeBar();
      (find(".number", paragraph) ?? paragraph).focus();
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && find("#letter .bar")) back();
  });

  // The library. What is typed or chosen is looked for when the hand rests, and not while an input method is at work.
  let timer = 0;
  const fields = () => document.querySelectorAll("#letter .look :is(input, select)");

  function look(page = 0) {
    clearTimeout(timer);
    timer = 0;
    api.browse({ ...Object.fromEntries(Array.from(fields(), (field) => [field.name, field.value])), page });
  }

  function lookSoon() {
    clearTimeout(timer);
    timer = setTimeout(look, 200);
  }

  function turn(page) {
    landing = ".shelf";
    look(page);
  }

  function clear() {
    for (const field of fields()) {
      if (field.name !== "order") field.value = "";
    }
    find("#letter .look input").focus();
    look();
  }

  function open(name) {
    if (timer) look();
    opened = name;
    landing = ".pages";
    api.openDocument(name);
  }

  function toLibrary() {
    landing = `[data-open="${CSS.escape(opened)}"]`;
    api.toLibrary();
  }

  const isSearch = (event) => event.target.matches?.("#letter .look input");
  document.addEventListener("input", (event) => {
    if (isSearch(event) && !event.isComposing) lookSoon();
  });
  document.addEventListener("compositionend", (event) => {
    if (isSearch(event)) lookSoon();
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches?.("#letter .look select")) lookSoon();
  });

  function rowsChanged() {
    find("#rows").scrollTo({ top: 0 });
    land();
  }

  function land() {
    const shelf = find("#rows .shelf");
    if (!shelf || !landing || landing === ".pages") return;
    const target = find(landing, shelf) ?? shelf;
    landing = null;
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: target === shelf ? "start" : "center" });
  }

  function scopeChanged() {
    if (narrowed) find("#scope button")?.focus();
    narrowed = false;
  }

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
    const links = markNewest(newest);
    if (!newest) return;
    newest.scrollIntoView({ block: "start", behavior: all.length > 1 ? behaviour() : "auto" });
    const first = links[0] && document.getElementById(links[0].dataset.show);
    if (first?.classList.contains("cited")) reveal(first, { focus: false });
  }

  function markNewest(turn) {
    const links = turn?.querySelectorAll(".answered a.cite") ?? [];
    clearMarks();
    markLinks(links);
    return links;
  }

  function letterChanged() {
    const reader = find("#letter details.reader");
    const link = awaited;
    awaited = null;
    reader.open = wide.matches || landing !== null;
    if (link && link.dataset.document === words().document) show(link);
    else if (landing === ".pages") arrive(reader);
    else if (landing === null) showNewest();
    else setTimeout(land, 100); // the list may be the one that was there before, and then it does not change
  }

  // A letter opened from the library: the conversation stays where it is.
  function arrive(reader) {
    landing = null;
    const turns = document.querySelectorAll("#conversation .turn");
    markNewest(turns[turns.length - 1]);
    find(".pages", reader)?.focus({ preventScroll: true });
    reader.scrollIntoView({ block: "start" });
  }

  function setLanguage(header) {
    document.documentElement.lang = find("header", header)?.lang ?? "en";
    document.title = find("h1", header)?.textContent ?? document.title;
  }

  const api = { conversationChanged, letterChanged, rowsChanged, scopeChanged, setLanguage };
  return api;
})();
