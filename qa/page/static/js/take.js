// Taking away: copies, links, files, print; and translation by the browser itself.
async function copy(text) {
  let done = true;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    done = copyBySelection(text); // navigator.clipboard exists only on https and localhost
  }
  say(done ? now.words.copied : now.words.copy_failed);
}

function copyBySelection(text) {
  const area = Object.assign(document.createElement("textarea"), { value: text });
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}

function say(message) {
  const toast = find("#toast");
  toast.textContent = message;
  toast.classList.add("shown");
  clearTimeout(say.timer);
  say.timer = setTimeout(() => toast.classList.remove("shown"), 2500);
}

// The passages that answer, word for word, each with its citation.
function copyAnswer(control) {
  const links = control.closest(".answer").querySelectorAll(".hits.best a.cite");
  copy(Array.from(links, ({ dataset }) => `${dataset.text}\n—— ${dataset.citation}`).join("\n\n"));
}

async function copyMarkdown(control) {
  const reply = await call("take", { ...request(), turns: [turnOf(control)], kind: "markdown" });
  copy(reply.text);
}

// A link that gives the same answer: with what the question leans on, and the letter that was open.
function copyLink(control) {
  const turn = turnOf(control);
  const given = new URLSearchParams({ q: turn.question });
  for (const question of find(".understood", control.closest(".turn")) ? turn.earlier : []) given.append("after", question);
  if (turn.current) given.set("in", turn.current);
  if (turn.wish?.only) given.set("where", JSON.stringify(turn.wish));
  copy(`${location.origin}${location.pathname}?${given.toString().replaceAll("+", "%20")}`);
}

async function take(kind) {
  const reply = await call("take", { ...request(), turns: conversation.turns, kind });
  if (kind === "docx") {
    const bytes = Uint8Array.from(atob(reply.base64), (character) => character.charCodeAt(0));
    download([bytes], "letter-answers.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document");
  } else download([reply.text], "letter-answers.md", "text/markdown;charset=utf-8");
}

function download(content, name, type) {
  const address = URL.createObjectURL(new Blob(content, { type }));
  Object.assign(document.createElement("a"), { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

// Paper shows what is folded.
window.addEventListener("beforeprint", () => {
  for (const element of document.querySelectorAll("details.reader, details.whole")) {
    if (element.open) continue;
    element.open = true;
    element.dataset.printed = "";
  }
});
window.addEventListener("afterprint", () => {
  for (const element of document.querySelectorAll("[data-printed]")) {
    element.open = false;
    delete element.dataset.printed;
  }
});

// Where the browser translates on this machine, each quote can be; nothing of it is sent anywhere.
async function offerTranslation(element) {
  const target = { "zh-Hans": "zh" }[now.language] ?? now.language;
  if (!("Translator" in window) || target.startsWith("zh")) return;
  const pair = { sourceLanguage: "zh", targetLanguage: target };
  if ((await Translator.availability(pair)) === "unavailable") return;
  for (const quote of element.querySelectorAll("blockquote[lang=zh]")) {
    const place = find(".citation", quote.closest(".hit, .office"));
    if (!find("[data-translate]", place)) place.append(button(now.words.translate, { translate: target }, "quiet translate"));
  }
}

async function translateQuote(control) {
  const quote = find("blockquote", control.closest(".hit, .office"));
  control.disabled = true;
  try {
    const translator = await Translator.create({ sourceLanguage: "zh", targetLanguage: control.dataset.translate });
    const words = Object.assign(document.createElement("p"), { className: "meaning", textContent: await translator.translate(quote.innerText) });
    words.append(" ", Object.assign(document.createElement("span"), { className: "tag", textContent: now.words.machine }));
    quote.after(words);
    control.remove();
  } catch {
    control.disabled = false;
    say(now.words.translate_failed);
  }
}
