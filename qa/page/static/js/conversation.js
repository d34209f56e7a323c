// Asking: the question stands at once, the answer comes to it, and what is typed meanwhile stays.
let line = Promise.resolve(); // questions are asked one after the other

const box = () => find("#question");
const turns = () => find("#conversation .turns");

function ask(question, { current = now.shown.document, given = {} } = {}) {
  const turn = { question, key: now.shown.key, current, wish: now.wish, ...given };
  const element = placeTurn(question);
  const asked = line.then(() => answer(turn, element));
  line = asked.catch(() => {});
  return asked;
}

function placeTurn(question) {
  find("#page").classList.add("talking");
  const element = Object.assign(document.createElement("li"), { className: "turn waiting" });
  const title = Object.assign(document.createElement("h2"), { className: "question", textContent: question });
  const work = Object.assign(document.createElement("p"), { className: "working", textContent: now.words.working });
  element.append(title, work);
  for (const old of document.querySelectorAll("#conversation .next")) old.replaceChildren();
  turns().append(element);
  element.scrollIntoView({ block: "start", behavior: behaviour() });
  return element;
}

async function answer(turn, element) {
  turn = { ...turn, earlier: turn.earlier ?? earlier(conversation.turns, conversation.turns.length, turn.key) };
  conversation.turns.push(turn);
  keep(); // before it is answered: a page that is loaded anew meanwhile asks it again
  const reply = await call("ask", { ...request(), ...turn });
  if (reply.error) {
    refuse(turn, element, reply);
    return;
  }
  alertReader("");
  element.className = "turn";
  element.innerHTML = reply.turn;
  find("#status").textContent = reply.status;
  offerTranslation(element);
  if (reply.panel) setPanel(reply);
  showNewest();
  if (reply.answered) offerNext(turn, element);
}

// A mistake: the sentence says which, and the question goes back to where it was typed.
async function refuse(turn, element, reply) {
  element.remove();
  conversation.turns = conversation.turns.filter((other) => other !== turn);
  keep();
  talk();
  const typed = box().value;
  box().value = typed && typed !== turn.question ? `${turn.question} ${typed}` : turn.question;
  grow();
  if (reply.forgotten) await look({ key: "", current: "" });
  alertReader(reply.error);
  box().focus();
}

async function offerNext(turn, element) {
  const reply = await call("next", { ...request(), ...turn });
  const place = find(".next", element);
  if (place && element === turns().lastElementChild) place.innerHTML = reply.next ?? "";
}

// Whether there is a conversation, or the page welcomes.
function talk() {
  find("#page").classList.toggle("talking", turns().childElementCount > 0);
}

// A conversation that was remembered, or the same one in another language: its questions are asked again.
async function again(kept) {
  conversation = { ...kept, turns: withEarlier(kept.turns) };
  const elements = conversation.turns.map((turn) => placeTurn(turn.question));
  const reply = await call("again", { ...request(), turns: conversation.turns });
  (reply.turns ?? []).forEach((html, at) => {
    const element = elements[elements.length - reply.turns.length + at];
    element.className = "turn";
    element.innerHTML = html;
    offerTranslation(element);
  });
  showNewest();
}

function startAnew() {
  conversation = { id: newId(), turns: [] };
  keep();
  turns().replaceChildren();
  talk();
  clearMarks();
  offerRemembered();
  alertReader("");
  box().focus();
}

// Before the first question: the conversations that this browser remembers, to go on with.
function offerRemembered() {
  const place = find("#remembered");
  const kept = (remembered().conversations ?? []).filter((other) => other.id !== conversation.id).slice(0, 3);
  if (!place || !kept.length) return place?.replaceChildren();
  const list = Object.assign(document.createElement("ul"), { className: "examples" });
  for (const other of kept) {
    const entry = document.createElement("li");
    const label = `${other.turns[0].question}${other.turns.length > 1 ? ` (${other.turns.length})` : ""}`;
    entry.append(button(label, { resume: other.id }, "example"));
    list.append(entry);
  }
  const title = Object.assign(document.createElement("h2"), { className: "welcome-title", textContent: now.words.remembered });
  title.append(" ", button(now.words.forget, { forget: "yes" }));
  place.replaceChildren(title, list);
}

function resume(id) {
  const kept = (remembered().conversations ?? []).find((other) => other.id === id);
  if (kept) again(kept).then(keep);
}

// The question box: as high as its text, up to six lines.
function grow() {
  const area = box();
  area.style.height = "auto";
  area.style.height = `${Math.min(area.scrollHeight + 2, 160)}px`;
  tab.set("draft", area.value);
}

function submit() {
  const question = box().value;
  if (!question.trim()) {
    call("ask", { ...request(), question: "" }).then((reply) => alertReader(reply.error));
    return;
  }
  box().value = "";
  grow();
  ask(question);
}

const turnOf = (element) => {
  const at = Array.from(turns().children).indexOf(element.closest(".turn"));
  return conversation.turns[conversation.turns.length - turns().childElementCount + at];
};

async function judge(control) {
  const element = control.closest(".turn");
  const reply = await call("judge", { ...request(), ...turnOf(control), rank: Number(control.dataset.judge) });
  if (reply.error) return alertReader(reply.error);
  for (const other of element.querySelectorAll("[data-judge]")) other.closest("li").remove();
  find(".menu", element).open = false;
  find(".foot", element).append(Object.assign(document.createElement("span"), { className: "judgement", textContent: reply.status }));
  find("#status").textContent = reply.status;
}
