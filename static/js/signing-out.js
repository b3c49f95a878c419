// Whoever signs out leaves nothing behind: words that this browser kept for them because they were not saved yet go.

document.querySelector(".whoami form").addEventListener("submit", () => {
  for (const name of Object.keys(localStorage)) if (name.startsWith("pathways-note:")) localStorage.removeItem(name);
});
