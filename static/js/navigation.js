// The groups of the main navigation open by themselves; this closes one on Escape, on a click elsewhere, and when the focus has left it.

const groups = [...document.querySelectorAll(".nav-group")];

function close(but) {
  for (const group of groups) if (group !== but) group.open = false;
}

document.addEventListener("click", (event) => close(event.target.closest(".nav-group")));
document.addEventListener("focusin", (event) => close(event.target.closest(".nav-group")));
document.addEventListener("keydown", (event) => {
  const open = groups.find((group) => group.open);
  if (event.key !== "Escape" || !open) return;
  open.open = false;
  open.querySelector("summary").focus();
});
