// Saves what is written, every few seconds, and loses none of it. Until the server has a text it is kept in the browser: through a lost
// connection, a session that is over and a closed window. A text that another window saved meanwhile is shown beside one's own and never
// overwritten. Without this script the form's own button saves, by the same rule of the newest version.

const PAUSE = 2000; // ms between two saves while somebody writes
const AGAIN = 5000; // ms until another try
const KEPT = "pathways-note:"; // what the browser keeps; signing out removes it: see signing-out.js

function keep(form) {
  const { text, version, base } = form.elements;
  const place = KEPT + form.dataset.note;
  const status = form.querySelector("[role=status]");
  const clash = form.querySelector(".note-clash");
  let saved = text.value; // what the server has
  let waiting = 0;
  let sending = null;
  let kept = null; // the newest version, while two texts stand side by side and nobody has said which

  function say(words, { bad = false, door = false } = {}) {
    status.firstElementChild.textContent = words;
    status.classList.toggle("is-bad", bad);
    status.querySelector("a").hidden = !door;
  }

  function remember() {
    try {
      localStorage.setItem(place, JSON.stringify({ text: text.value, version: version.value, base: base.value }));
    } catch {
      // a browser that keeps nothing: the next save is seconds away
    }
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
      if (text.value === said) localStorage.removeItem(place);
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
    if (text.value === saved) localStorage.removeItem(place);
    send();
    text.focus();
  });

  // What goes to the other side must be what stands here: first save, then send the form.
  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    clearTimeout(waiting);
    if (form.dataset.leaving) return;
    event.preventDefault();
    const forget = button?.hasAttribute("data-forget");
    await (forget ? sending : send());
    if (forget) localStorage.removeItem(place);
    else if (kept !== null || text.value !== saved || !button?.hasAttribute("data-after-saving")) return;
    form.dataset.leaving = "1";
    setTimeout(() => form.requestSubmit(button)); // not before this sending has come to its end: a form sends nothing meanwhile
  });

  text.addEventListener("input", written);
  window.addEventListener("online", send);
  document.addEventListener("visibilitychange", () => { if (document.hidden) send(); });

  // What an earlier window could not save.
  const before = JSON.parse(localStorage.getItem(place) ?? "null");
  if (before && before.text === text.value) localStorage.removeItem(place);
  else if (before) {
    const theirs = text.value;
    text.value = before.text;
    form.closest("details")?.setAttribute("open", "");
    if (before.version === version.value) {
      base.value = before.base;
      say(form.dataset.restored);
      later(PAUSE);
    } else {
      sideBySide(theirs, version.value);
    }
  }
}

document.querySelectorAll("form[data-note]").forEach(keep);
