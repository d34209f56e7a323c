// Letters of one's own: chosen, or dropped anywhere on the page. The server says what is wrong with one.
async function bring(files) {
  const limit = Number(find("[data-bring]").dataset.bring);
  for (const file of files) {
    progress(file.name);
    const data = file.size > limit ? "" : await base64(file);
    const reply = await call("bring", { ...request(), name: file.name, size: file.size, data });
    progress("");
    alertReader(reply.error);
    if (reply.error) continue;
    now.wish = {};
    tab.set("own", reply.key);
    await look({ key: reply.key, current: reply.document });
    showNewest();
  }
}

function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.split(",")[1] ?? "");
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

function progress(name) {
  find("#notice").replaceChildren();
  if (!name) return;
  const label = Object.assign(document.createElement("label"), { className: "progress", textContent: now.words.bringing.replace("{name}", name) });
  label.append(document.createElement("progress"));
  find("#notice").append(label);
}

async function leaveOwn() {
  await call("bring", { ...request(), forget: true });
  tab.set("own", "");
  now.wish = {};
  await look({ key: "", current: "" });
  showNewest();
}
