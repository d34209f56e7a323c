// Reading: words are found in the letter, and words that are selected can be asked about or copied with their place.
let matches = [];
let match = -1;

function openFind() {
  const form = find("#letter form.find");
  if (!form) return;
  form.hidden = false;
  const field = find("input", form);
  field.value = String(getSelection()).trim().slice(0, 60) || field.value;
  field.focus();
  field.select();
  findWords();
}

function closeFind() {
  const form = find("#letter form.find");
  if (!form || form.hidden) return;
  form.hidden = true;
  highlight("found", []);
  highlight("found-now", []);
  find("#letter [data-find]").focus();
}

// White space does not count: the letter's lines break inside words.
function findWords() {
  const form = find("#letter form.find");
  const wanted = find("input", form).value.replace(/\s/g, "").toLowerCase();
  matches = wanted ? Array.from(document.querySelectorAll("#letter .paragraph .text"), (text) => within(text, wanted)).flat() : [];
  match = matches.length ? 0 : -1;
  highlight("found", matches);
  stepMatch(0);
  find("[data-find-meaning]", form).hidden = !wanted || matches.length > 0;
}

function within(text, wanted) {
  const places = []; // [node, offset] of every character that is not white space
  let words = "";
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    for (let at = 0; at < node.data.length; at++) {
      if (/\s/.test(node.data[at])) continue;
      places.push([node, at]);
      words += node.data[at].toLowerCase().slice(0, 1);
    }
  }
  const ranges = [];
  for (let at = words.indexOf(wanted); at >= 0; at = words.indexOf(wanted, at + wanted.length)) {
    const range = document.createRange();
    range.setStart(...places[at]);
    const [node, offset] = places[at + wanted.length - 1];
    range.setEnd(node, offset + 1);
    ranges.push(range);
  }
  return ranges;
}

function highlight(name, ranges) {
  if (typeof Highlight === "function") CSS.highlights.set(name, new Highlight(...ranges));
}

function stepMatch(by) {
  const told = find("#letter form.find output");
  if (match < 0) {
    highlight("found-now", []);
    told.textContent = find("#letter form.find input").value.trim() ? now.words.no_match : "";
    return;
  }
  match = (match + by + matches.length) % matches.length;
  highlight("found-now", [matches[match]]);
  told.textContent = now.words.match.replace("{at}", match + 1).replace("{count}", matches.length);
  scrollTo(matches[match].startContainer.parentElement.closest(".text"), true);
}

// What is selected in the letter: a small bar by it.
function selected() {
  const selection = getSelection();
  const words = String(selection).trim();
  const paragraph = words && selection.anchorNode?.parentElement?.closest("#letter .paragraph");
  find("#selection")?.remove();
  if (!paragraph || words.length > 500) return;
  const place = selection.getRangeAt(0).getBoundingClientRect();
  const made = Object.assign(document.createElement("div"), { id: "selection", translate: false });
  made.replaceChildren(
    button(now.words.ask_selection, { askSelection: words }),
    button(now.words.copy_selection, { copy: `${words}\n—— ${paragraph.dataset.citation}` }),
  );
  find("#split").append(made);
  made.style.top = `${Math.min(Math.max(8, place.top - made.offsetHeight - 8), innerHeight - made.offsetHeight - 8)}px`;
  made.style.left = `${Math.min(Math.max(8, place.left), innerWidth - made.offsetWidth - 8)}px`;
}

function askSelection(words) {
  find("#selection")?.remove();
  getSelection().removeAllRanges();
  box().value = now.words.selection_question.replace("{words}", words.replace(/\s+/g, " "));
  grow();
  box().focus();
}

// A press on the bar would take the selection away, and the bar with it.
document.addEventListener("pointerdown", (event) => {
  if (event.target.closest?.("#selection")) event.preventDefault();
});
document.addEventListener("mousedown", (event) => {
  if (event.target.closest?.("#selection")) event.preventDefault();
});
