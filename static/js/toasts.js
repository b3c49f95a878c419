// What was done stands at the head of the page; this moves it to a corner, where a screen reader is told of it, until somebody closes it.
// What wants attention stays at the head.

const head = document.querySelector(".messages");
const done = [...head.querySelectorAll(".note-good")];

if (done.length) {
  const corner = document.createElement("div");
  corner.className = "toasts";
  corner.setAttribute("role", "status");
  head.after(corner);
  for (const note of done) {
    const close = document.getElementById("toast-close").content.firstElementChild.cloneNode(true);
    close.addEventListener("click", () => { note.remove(); document.getElementById("content").focus(); });
    note.append(close);
    corner.append(note);
  }
}
