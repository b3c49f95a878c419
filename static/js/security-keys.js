// A form marked data-key asks the browser for a security key or passkey when it is sent, and brings its answer along. Without this script
// the form stays hidden, and the page offers what works without it.

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const written = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
const ANSWERED = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];

function asked(question) {
  const options = { ...question.publicKey, challenge: bytes(question.publicKey.challenge) };
  if (options.user) options.user = { ...options.user, id: bytes(options.user.id) };
  for (const list of ["excludeCredentials", "allowCredentials"]) {
    if (options[list]) options[list] = options[list].map((one) => ({ ...one, id: bytes(one.id) }));
  }
  return { publicKey: options };
}

function told(credential) {
  const given = ANSWERED.filter((name) => credential.response[name]).map((name) => [name, written(credential.response[name])]);
  const { id, rawId, type } = credential;
  return { id, rawId: written(rawId), type, response: Object.fromEntries(given), clientExtensionResults: credential.getClientExtensionResults() };
}

async function ask(form) {
  const question = asked(JSON.parse(form.dataset.question));
  const credential = await (form.dataset.key === "new" ? navigator.credentials.create(question) : navigator.credentials.get(question));
  form.elements.credential.value = JSON.stringify(told(credential));
  form.submit();
}

for (const form of document.querySelectorAll("form[data-key]")) {
  const trouble = form.querySelector("[data-trouble]");
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    trouble.hidden = true;
    try {
      await ask(form);
    } catch (error) {
      trouble.textContent = trouble.dataset[error.name === "InvalidStateError" ? "known" : error.name === "NotAllowedError" ? "cancelled" : "none"];
      trouble.hidden = false;
    }
  });
}
