// A link marked data-dialog opens the form of its page in the page's one dialog. Without this script, or when anything is amiss, it leads
// to that page; what is sent goes there too, so an error is told where it always is.

const FIELD = "input:not([type=hidden]), select, textarea";
const dialog = document.getElementById("dialog");

async function formAt(address) {
  const answer = await fetch(address);
  if (!answer.ok || answer.redirected) return null; // gone, or somebody signed out meanwhile: the page itself says so
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const form = [...page.querySelectorAll("main form[method=post]")].find((one) => one.querySelector(FIELD));
  const heading = page.querySelector("main h1");
  if (!form || !heading) return null;
  form.action = new URL(form.getAttribute("action") || address, address).href;
  form.classList.remove("card");
  return { form, eyebrow: page.querySelector("main .eyebrow")?.textContent ?? "", heading: heading.textContent };
}

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-dialog]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const found = await formAt(link.href).catch(() => null);
  if (!found) return location.assign(link.href);
  dialog.querySelector(".eyebrow").textContent = found.eyebrow;
  dialog.querySelector("h2").textContent = found.heading;
  dialog.querySelector(".dialog-body").replaceChildren(found.form);
  dialog.showModal();
  found.form.querySelector(FIELD).focus();
});

dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
