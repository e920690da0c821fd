// Drafts in this browser. In-app browsers may refuse or wipe storage: then there is no draft, and nothing breaks.

const KEPT_MS = 7 * 24 * 3600 * 1000;

/** The name under which drafts of a form and its version are kept. */
export const draftKey = (formType, version) => `slip:${formType}:${version}`;

/** The answers kept under this name with the time of keeping, or null when there are none, or none young enough. */
export function load(key, now = Date.now()) {
  try {
    const draft = JSON.parse(localStorage.getItem(key));
    const age = now - draft?.at;
    if (!Array.isArray(draft?.answers) || !(age >= 0 && age <= KEPT_MS)) {
      localStorage.removeItem(key);
      return null;
    }
    return draft;
  } catch {
    return null;
  }
}

/** Keeps the answers; false when this browser refuses. */
export function save(key, answers, now = Date.now()) {
  try {
    localStorage.setItem(key, JSON.stringify({ at: now, answers }));
    return true;
  } catch {
    return false;
  }
}

/** Forgets every draft of a form, whatever its version. */
export function forget(formType) {
  try {
    Object.keys(localStorage).filter((key) => key.startsWith(`slip:${formType}:`)).forEach((key) => localStorage.removeItem(key));
  } catch {
    // Nothing was kept where nothing can be read.
  }
}
