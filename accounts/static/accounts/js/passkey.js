/**
 * Passkeys. A form with data-passkey="create" or "get" asks the device first and is sent with its answer in the field
 * `credential`. The question stands in the page (data-question: the id of a JSON block) or is fetched (data-ask).
 */

const PARTS = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
const isSupported = Boolean(navigator.credentials && globalThis.PublicKeyCredential);

function toBytes(text) {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}

function toText(buffer) {
  const binary = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function withBytes(descriptors = []) {
  return descriptors.map((descriptor) => ({ ...descriptor, id: toBytes(descriptor.id) }));
}

/** A phone makes a passkey that signs in alone; a plain security key makes one that serves as the second step. */
function creation({ publicKey }) {
  return {
    ...publicKey,
    challenge: toBytes(publicKey.challenge),
    user: { ...publicKey.user, id: toBytes(publicKey.user.id) },
    excludeCredentials: withBytes(publicKey.excludeCredentials),
    authenticatorSelection: { residentKey: "preferred", requireResidentKey: false, userVerification: "preferred" },
  };
}

function request({ publicKey }) {
  return { ...publicKey, challenge: toBytes(publicKey.challenge), allowCredentials: withBytes(publicKey.allowCredentials) };
}

function answer(credential) {
  const present = PARTS.filter((part) => credential.response[part]);
  return JSON.stringify({
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    response: Object.fromEntries(present.map((part) => [part, toText(credential.response[part])])),
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

async function question(form) {
  if (form.dataset.question) {
    return JSON.parse(document.getElementById(form.dataset.question).textContent);
  }
  const response = await fetch(form.dataset.ask, { headers: { Accept: "application/json" } });
  if (!response.ok) {
    throw new Error(`asked and got ${response.status}`);
  }
  return (await response.json()).request_options;
}

async function ask(form) {
  const asked = await question(form);
  if (form.dataset.passkey === "create") {
    return navigator.credentials.create({ publicKey: creation(asked) });
  }
  return navigator.credentials.get({ publicKey: request(asked) });
}

function tell(form, error) {
  const kind = { NotAllowedError: "cancelled", AbortError: "cancelled", InvalidStateError: "known" }[error.name];
  const place = form.querySelector("[data-passkey-error]");
  place.textContent = place.dataset[kind ?? "failed"];
  place.closest("[data-passkey-trouble]").hidden = false;
}

function enhance(form) {
  const button = form.querySelector("button[type=submit]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.getAttribute("aria-busy") === "true") {
      return;
    }
    button.setAttribute("aria-busy", "true");
    try {
      form.elements.credential.value = answer(await ask(form));
      form.submit();
    } catch (error) {
      tell(form, error);
      button.removeAttribute("aria-busy");
    }
  });
}

for (const form of isSupported ? document.querySelectorAll("form[data-passkey]") : []) {
  enhance(form);
}
for (const part of document.querySelectorAll("[data-passkeys]")) {
  part.hidden = (part.dataset.passkeys === "supported") !== isSupported;
}
