import { equal, test, until } from "/tests/harness.js";

const HELLO = "aGVsbG8"; // base64url of "hello"
const TROUBLE = `<div data-passkey-trouble hidden><p data-passkey-error data-cancelled="cancelled" data-known="known"
  data-failed="failed"></p></div>`;

const bytes = (text) => new TextEncoder().encode(text);
const read = (buffer) => new TextDecoder().decode(buffer);
const form = () => document.querySelector("form");
const button = () => document.querySelector("button");

/** A page with one form; `device` is what the browser's own passkey dialogue does. */
async function open(attributes, question, device) {
  document.body.innerHTML = `<p data-passkeys="unsupported">old</p><div data-passkeys="supported" hidden>new</div>
    <form data-passkey=${attributes}><input name="credential">${TROUBLE}<button type="submit">Go</button></form>
    <script type="application/json" id="question">${JSON.stringify(question)}</script>`;
  const page = { asked: [], sent: 0 };
  const act = async (options) => {
    page.asked.push(options.publicKey);
    return device();
  };
  Object.defineProperty(navigator, "credentials", { value: device && { create: act, get: act }, configurable: true });
  // An insecure page, as this one is, has none.
  globalThis.PublicKeyCredential = device && class {};
  form().submit = () => (page.sent += 1);
  await import("/static/accounts/js/passkey.js");
  return page;
}

const credential = (response) => () => ({
  id: HELLO,
  rawId: bytes("hello").buffer,
  type: "public-key",
  response,
  getClientExtensionResults: () => ({ credProps: { rk: true } }),
});

const CREATE = { publicKey: { rp: { name: "x" }, challenge: HELLO, user: { id: HELLO, name: "linh" }, excludeCredentials: [{ type: "public-key", id: HELLO }] } };
const GET = { publicKey: { challenge: HELLO, rpId: "x" } };

test("a passkey is made from the page's question, and the form goes with its answer", async () => {
  const made = credential({ clientDataJSON: bytes("{}").buffer, attestationObject: bytes("ÿ?>").buffer });
  const page = await open('"create" data-question="question"', CREATE, made);
  button().click();
  await until(() => page.sent === 1);
  const [asked] = page.asked;
  equal([read(asked.challenge), read(asked.user.id), read(asked.excludeCredentials[0].id)], ["hello", "hello", "hello"]);
  equal(asked.authenticatorSelection.residentKey, "preferred");
  equal(JSON.parse(form().elements.credential.value), {
    id: HELLO,
    rawId: HELLO,
    type: "public-key",
    response: { clientDataJSON: "e30", attestationObject: "w78_Pg" },
    clientExtensionResults: { credProps: { rk: true } },
  });
});

test("for signing in the question is fetched when the button is pressed", async () => {
  const signed = credential({ clientDataJSON: bytes("{}").buffer, signature: bytes("s").buffer, userHandle: null });
  const page = await open('"get" data-ask="/ask/"', null, signed);
  const fetched = [];
  globalThis.fetch = async (address, options) => {
    fetched.push([address, options.headers.Accept]);
    return new Response(JSON.stringify({ request_options: GET }));
  };
  button().click();
  await until(() => page.sent === 1);
  equal(fetched, [["/ask/", "application/json"]]);
  equal(read(page.asked[0].challenge), "hello");
  equal(Object.keys(JSON.parse(form().elements.credential.value).response), ["clientDataJSON", "signature"]);
});

const trouble = () => document.querySelector("[data-passkey-trouble]");

async function told(error) {
  const page = await open('"get" data-question="question"', GET, () => Promise.reject(error));
  button().click();
  await until(() => !trouble().hidden);
  equal([page.sent, button().hasAttribute("aria-busy")], [0, false]);
  return trouble().textContent.trim();
}

test("a cancelled dialogue is told, and the button works again", async () => {
  equal(await told(new DOMException("no", "NotAllowedError")), "cancelled");
});

test("a device that has a passkey already is told so", async () => {
  equal(await told(new DOMException("there", "InvalidStateError")), "known");
});

test("anything else is told too", async () => {
  equal(await told(new TypeError("odd")), "failed");
});

test("a server that refuses the question is told", async () => {
  const page = await open('"get" data-ask="/ask/"', null, credential({}));
  globalThis.fetch = async () => new Response("", { status: 429 });
  button().click();
  await until(() => !trouble().hidden);
  equal([page.sent, page.asked.length], [0, 0]);
});

test("a second tap while the device asks does nothing", async () => {
  const page = await open('"get" data-question="question"', GET, () => new Promise(() => {}));
  button().click();
  button().click();
  await until(() => page.asked.length > 0);
  equal(page.asked.length, 1);
});

const shown = () => [...document.querySelectorAll("[data-passkeys]")].filter((part) => !part.hidden).map((part) => part.textContent);

test("what needs passkeys is shown where there are some", async () => {
  await open('"get" data-question="question"', GET, credential({}));
  equal(shown(), ["new"]);
});

test("a browser without passkeys says so, and the form is left alone", async () => {
  const page = await open('"get" data-question="question"', GET, undefined);
  form().addEventListener("submit", (event) => event.preventDefault());
  button().click();
  equal([shown(), page.asked], [["old"], []]);
});
