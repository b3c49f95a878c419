// Saves what is written, every few seconds, and loses none of it. Until the server has a text it is kept in the browser: through a lost
// connection, a session that is over and a closed window. A text that another window saved meanwhile is shown beside one's own and never
// overwritten. What the browser keeps is sealed by a key that only the writer's own page has: whoever else signs in here, or looks into the
// browser, reads none of it. Without this script the form's own button saves, by the same rule of the newest version.

const PAUSE = 2000; // ms between two saves while somebody writes
const AGAIN = 5000; // ms until another try
const KEPT = "pathways-note:"; // what the browser keeps; signing out removes it: see signing-out.js

const NONCE = 12; // bytes
const inBytes = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
const inLetters = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));

const keyOf = async (form) => crypto.subtle.importKey("raw", inBytes(form.dataset.key), "AES-GCM", false, ["encrypt", "decrypt"]);

async function sealed(key, text) {
  const iv = crypto.getRandomValues(new Uint8Array(NONCE));
  const hidden = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode(text));
  return inLetters([...iv, ...new Uint8Array(hidden)]);
}

async function opened(key, kept) {
  const bytes = inBytes(kept);
  const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytes.subarray(0, NONCE) }, key, bytes.subarray(NONCE));
  return new TextDecoder().decode(text);
}

function keep(form) {
  const { text, version, base } = form.elements;
  const place = KEPT + form.dataset.note;
  const status = form.querySelector("[role=status]");
  const clash = form.querySelector(".note-clash");
  let saved = text.value; // what the server has
  let waiting = 0;
  let sending = null;
  let turns = 0; // of keeping and forgetting: the last one counts, however long a sealing takes
  const key = keyOf(form).catch(() => null);
  let kept = null; // the newest version, while two texts stand side by side and nobody has said which

  function say(words, { bad = false, door = false } = {}) {
    status.firstElementChild.textContent = words;
    status.classList.toggle("is-bad", bad);
    status.querySelector("a").hidden = !door;
  }

  async function remember() {
    const turn = ++turns;
    try {
      await restoring; // what an earlier window kept is not written over unread
      const kept = await sealed(await key, JSON.stringify({ text: text.value, version: version.value, base: base.value }));
      if (turn === turns) localStorage.setItem(place, kept);
    } catch {
      // a browser that keeps or seals nothing: the next save is seconds away
    }
  }

  function forget() {
    turns += 1;
    localStorage.removeItem(place);
  }

  function later(pause) {
    clearTimeout(waiting);
    waiting = setTimeout(() => { waiting = 0; send(); }, pause);
  }

  function written() {
    remember();
    if (!waiting && kept === null) later(PAUSE);
  }

  async function post(again = false) {
    const body = new FormData(form);
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual", keepalive: text.value.length < 10000 });
    // Whoever signed in anew has a new form token: take it from the page itself, once.
    if (answer.status === 403 && !again && await renewToken()) return post(true);
    return answer;
  }

  async function renewToken() {
    const answer = await fetch(location.href, { redirect: "manual" });
    if (!answer.ok) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const same = page.querySelector(`form[data-note="${form.dataset.note}"] [name=csrfmiddlewaretoken]`);
    if (!same) return false; // somebody else has signed in here: this text is not theirs
    for (const token of document.querySelectorAll("[name=csrfmiddlewaretoken]")) token.value = same.value;
    return true;
  }

  async function deliver() {
    const said = text.value;
    say(form.dataset.saving);
    let answer;
    try {
      answer = await post();
    } catch {
      say(form.dataset.offline, { bad: true });
      return later(AGAIN);
    }
    if (answer.type === "opaqueredirect" || answer.status === 403) {
      say(form.dataset.signedOut, { bad: true, door: true });
      return later(4 * AGAIN);
    }
    const told = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : {};
    if (answer.ok) {
      saved = said;
      version.value = told.version;
      if (text.value === said) forget();
      else written();
      const overtaken = form.dataset.note.endsWith(":draft") && told.shared > Number(base.value);
      say(overtaken ? form.dataset.overtaken : `${form.dataset.saved} ${told.at}`);
    } else if (answer.status === 409) {
      say("");
      sideBySide(told.text, told.version);
    } else {
      say(told.message || form.dataset.failed, { bad: true });
      if (answer.status >= 500) later(AGAIN);
    }
  }

  async function send() {
    if (sending) await sending;
    if (kept !== null || text.value === saved) return;
    sending = deliver();
    await sending;
    sending = null;
  }

  function sideBySide(theirs, newest) {
    clearTimeout(waiting);
    waiting = 0;
    kept = newest;
    saved = theirs;
    clash.querySelector(".note-theirs").textContent = theirs;
    clash.hidden = false;
    clash.scrollIntoView({ block: "nearest" });
  }

  clash.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-take]")?.dataset.take;
    if (!choice) return;
    if (choice === "theirs") text.value = saved;
    if (choice === "both") text.value = [saved, text.value].filter(Boolean).join("\n\n");
    version.value = kept;
    kept = null;
    clash.hidden = true;
    remember();
    if (text.value === saved) forget();
    send();
    text.focus();
  });

  // What goes to the other side must be what stands here: first save, then send the form.
  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    clearTimeout(waiting);
    if (form.dataset.leaving) return;
    event.preventDefault();
    const dropped = button?.hasAttribute("data-forget");
    await (dropped ? sending : send());
    if (dropped) forget();
    else if (kept !== null || text.value !== saved || !button?.hasAttribute("data-after-saving")) return;
    form.dataset.leaving = "1";
    setTimeout(() => form.requestSubmit(button)); // not before this sending has come to its end: a form sends nothing meanwhile
  });

  text.addEventListener("input", written);
  window.addEventListener("online", send);
  document.addEventListener("visibilitychange", () => { if (document.hidden) send(); });

  // What an earlier window could not save. What was typed here until it was opened stays behind it.
  async function restore() {
    const found = localStorage.getItem(place);
    if (!found) return;
    let before;
    try {
      before = JSON.parse(await opened(await key, found));
    } catch {
      return forget(); // nobody can read it any more: the installation has another secret
    }
    const theirs = saved;
    if (before.text === theirs) {
      if (text.value === theirs) forget();
      return;
    }
    text.value = text.value === theirs ? before.text : `${before.text}\n\n${text.value}`;
    form.closest("details")?.setAttribute("open", "");
    if (before.version === version.value) {
      base.value = before.base;
      say(form.dataset.restored);
      later(PAUSE);
    } else {
      sideBySide(theirs, version.value);
    }
  }

  const restoring = restore();
}

document.querySelectorAll("form[data-note]").forEach(keep);
