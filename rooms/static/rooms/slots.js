/** What a pair sends each other, in the order of the m-lines, and what the channels beside it are. */

export const SLOTS = new Map([
  ["audio", "audio"],
  ["face", "video"],
  ["hands", "video"],
  ["screen", "video"],
  ["screen_audio", "audio"],
]);

export const CHANNELS = new Map([
  // Every packet of keys holds the whole state: what comes late is worth nothing.
  ["keys", { negotiated: true, id: 0, ordered: false, maxRetransmits: 0 }],
  ["ctl", { negotiated: true, id: 1 }],
]);

// Sound and face are played in step; the others stand alone.
const STREAMS = { audio: "person", face: "person" };
const HINTS = { audio: "music", face: "motion", hands: "motion", screen: "detail", screen_audio: "music" };

/** The name of the stream that a slot is sent in. */
export function streamOf(slot) {
  return STREAMS[slot] ?? slot;
}

/** Tells the encoder what the track shows, unless whoever opened it said so. */
export function hint(slot, track) {
  if (track && !track.contentHint) {
    track.contentHint = HINTS[slot];
  }
  return track;
}

/** The free slot that the next m-line of the kind belongs to; undefined if none is left. */
export function nextSlot(kind, taken) {
  return [...SLOTS.keys()].find((slot) => SLOTS.get(slot) === kind && !taken.has(slot));
}
