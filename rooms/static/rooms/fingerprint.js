/** Twelve digits that are the same on both sides exactly when nobody sits between them (rooms.md section 4). */

const GROUPS = 4;
const DIGITS = 3;

/** The digits in groups of three, whichever side asks; null while a description or the browser's cryptography lacks. */
export async function words(mySdp, theirSdp) {
  const prints = [mySdp, theirSdp].map(fingerprintOf);
  if (prints.includes(null) || !globalThis.crypto?.subtle) {
    return null;
  }
  const text = new TextEncoder().encode(prints.sort().join("\n"));
  const hash = new DataView(await crypto.subtle.digest("SHA-256", text));
  const digits = String(hash.getBigUint64(0) % 10n ** BigInt(GROUPS * DIGITS)).padStart(GROUPS * DIGITS, "0");
  return digits.match(/\d{3}/g).join(" ");
}

function fingerprintOf(sdp) {
  const found = /^a=fingerprint:(\S+) ([0-9A-F:]+)/im.exec(sdp ?? "");
  return found ? `${found[1].toLowerCase()} ${found[2].toUpperCase()}` : null;
}
