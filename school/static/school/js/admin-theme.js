// Unfold remembers a theme of its own in this browser; the server has written the chosen one on <html>.
// A classic script in the head: it must have run before Alpine starts.
const root = document.documentElement;
const chosen = ["dark", "light"].find((theme) => root.classList.contains(theme)) || "auto";
try {
  localStorage.setItem("adminTheme", JSON.stringify(chosen));
} catch {
  // Without storage Unfold starts from the server's choice by itself.
}
