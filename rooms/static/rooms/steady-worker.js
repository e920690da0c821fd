/** The clock of steady.js, in a thread of its own: [number, milliseconds] comes, the number goes back when it is time. */

self.onmessage = ({ data: [number, after] }) => setTimeout(() => self.postMessage(number), after);
