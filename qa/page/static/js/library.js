// The library. What is typed or chosen is looked for when the hand rests, and not while an input method is at work.
let timer = 0;
let opened = ""; // the letter that was last opened from the library
let looks = 0; // what is asked for last is also shown last

const fields = () => document.querySelectorAll("#letter .look :is(input, select)");

// What is typed and chosen, also before it has been looked for.
function noteWish(page) {
  clearTimeout(timer);
  timer = 0;
  now.wish = { ...now.wish, ...Object.fromEntries(Array.from(fields(), (field) => [field.name, field.value])), page };
}

async function browse(page = 0) {
  const mine = ++looks;
  noteWish(page);
  const reply = await call("shelf", request());
  if (mine !== looks || now.shown.document) return;
  find("#rows").innerHTML = reply.rows;
  find("#scope").innerHTML = reply.scope;
  find("#status").textContent = reply.status;
  find("#rows").scrollTo({ top: 0 });
}

function browseSoon() {
  clearTimeout(timer);
  timer = setTimeout(browse, 200);
}

async function turnPage(page) {
  await browse(page);
  const shelf = find("#rows .shelf");
  shelf.focus({ preventScroll: true });
  shelf.scrollIntoView({ block: "start" });
}

function clearFilters() {
  for (const field of fields()) {
    if (field.name !== "order") field.value = "";
  }
  find("#letter .look input").focus();
  browse();
}

async function openFromLibrary({ open, at }) {
  if (timer) noteWish(0);
  opened = open;
  await openDocument(open);
  if (!now.shown.document) return;
  openPanel();
  markLinks(turns().lastElementChild?.querySelectorAll(".answered a.cite") ?? []);
  const pages = find("#letter .pages");
  pages.scrollTo({ top: 0 });
  pages.focus({ preventScroll: true });
  panel().scrollIntoView({ block: "start" });
  if (at) jump(at);
}

async function toLibrary() {
  await openDocument("");
  openPanel();
  const target = find(`[data-open="${CSS.escape(opened)}"]`) ?? find("#rows .shelf");
  target?.focus({ preventScroll: true });
  target?.scrollIntoView({ block: "center" });
}

async function narrow(only) {
  const mine = ++looks;
  now.wish = { ...now.wish, only: Boolean(only) };
  const reply = await call("shelf", request());
  if (mine !== looks) return;
  find("#scope").innerHTML = reply.scope;
  find("#scope button")?.focus();
  alertReader("");
}
