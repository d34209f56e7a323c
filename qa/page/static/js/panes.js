// The two panes: side by side with a divider that can be moved, or the letter folded under the conversation.
const wide = matchMedia("(min-width: 900px)");
const STEP = 4; // percent of the width by which a key moves the divider

function fold() {
  if (panel()) panel().open = wide.matches;
}

function openPanel() {
  hideLetter(false);
  if (panel()) panel().open = true;
}

function hideLetter(hidden) {
  find("#page").classList.toggle("alone", hidden);
  find("[data-show-letter]").hidden = !hidden;
  remember({ alone: hidden });
}

function divide(percent) {
  const share = Math.min(75, Math.max(25, percent));
  find("#split").style.setProperty("--share", `${share}%`);
  find("#divider").setAttribute("aria-valuenow", Math.round(share));
  remember({ share });
}

function startPanes() {
  const divider = find("#divider");
  divider.hidden = false;
  divider.setAttribute("aria-label", now.words.divider);
  divider.setAttribute("aria-valuemin", 25);
  divider.setAttribute("aria-valuemax", 75);
  const toRight = () => (document.documentElement.dir === "rtl" ? -1 : 1);
  const { share = 50, alone = false } = remembered();
  divide(share);
  hideLetter(alone);
  divider.addEventListener("pointerdown", (event) => {
    divider.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  divider.addEventListener("pointermove", (event) => {
    if (!divider.hasPointerCapture(event.pointerId)) return;
    const percent = (100 * event.clientX) / innerWidth;
    divide(toRight() > 0 ? percent : 100 - percent);
  });
  divider.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
    if (step) divide(Number(divider.getAttribute("aria-valuenow")) + step * toRight());
  });
  wide.addEventListener("change", () => {
    if (!matchMedia("print").matches) fold(); // paper is narrow
  });
}
