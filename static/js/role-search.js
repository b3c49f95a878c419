// Makes a search field for a role a combobox: options appear as one types, arrows walk them, Enter takes one, Escape closes.
// Without this script the same field, sent with its form, brings the same options as a list of links.

const PAUSE = 150; // ms after the last key

function combobox(field, number) {
  const input = field.querySelector("input");
  const list = document.createElement("ul");
  const status = document.createElement("p");
  let waiting, asked, active = -1;

  list.id = `role-suggestions-${number}`;
  list.className = "role-suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Roles found");
  status.className = "hidden-visually";
  status.setAttribute("role", "status");
  field.append(list, status);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id], ["aria-expanded", "false"]]) {
    input.setAttribute(name, value);
  }

  function show(open) {
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    mark(-1);
  }

  function mark(place) {
    active = place;
    [...list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === place)));
    const option = list.children[place];
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  }

  // Lines where roles will be, when the answer is not there at once.
  function wait() {
    list.setAttribute("aria-busy", "true");
    list.innerHTML = '<li class="skeleton" role="presentation"></li>'.repeat(3);
    show(document.activeElement === input);
  }

  async function suggest() {
    const text = input.value.trim();
    asked?.abort();
    if (!text) return show(false);
    const mine = asked = new AbortController();
    const slow = setTimeout(wait, PAUSE);
    try {
      const answer = await fetch(`${field.dataset.suggestions}?q=${encodeURIComponent(text)}`, { signal: mine.signal });
      if (!answer.ok) return show(false);
      list.innerHTML = await answer.text();
    } catch {
      if (asked === mine) show(false); // the network is away: the form still works; else a later key has asked anew
      return;
    } finally {
      clearTimeout(slow);
      if (asked === mine) list.removeAttribute("aria-busy");
    }
    [...list.children].forEach((option, at) => { option.id = `${list.id}-${at}`; });
    const count = list.children.length;
    status.textContent = count ? `${count} role${count === 1 ? "" : "s"} found; arrow keys choose.` : "No role found.";
    show(count > 0 && document.activeElement === input);
  }

  function take(option) {
    input.value = option.dataset.value;
    show(false);
    input.form.requestSubmit();
  }

  input.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(suggest, PAUSE); });
  input.addEventListener("keydown", (event) => {
    const last = list.ariaBusy === "true" ? -1 : list.children.length - 1;
    if (list.hidden) {
      if (event.key === "ArrowDown" && last >= 0) { event.preventDefault(); show(true); mark(0); }
      return;
    }
    const step = { ArrowDown: active < last ? active + 1 : 0, ArrowUp: active > 0 ? active - 1 : last }[event.key];
    if (step !== undefined) { event.preventDefault(); mark(step); }
    else if (event.key === "Enter" && active >= 0) { event.preventDefault(); take(list.children[active]); }
    else if (event.key === "Escape") { event.preventDefault(); show(false); }
  });
  input.addEventListener("blur", () => show(false));
  list.addEventListener("mousedown", (event) => event.preventDefault()); // keep the focus in the field
  list.addEventListener("click", (event) => { const option = event.target.closest("[role=option]"); if (option) take(option); });
}

document.querySelectorAll("[data-suggestions]").forEach(combobox);
