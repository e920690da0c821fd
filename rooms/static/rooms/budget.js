/** How much picture each of so many others gets, so that one computer and one line carry a whole class; sound comes first. */

import { SLOTS } from "./slots.js";

// Up to so many others, bits a second of a picture, and how much smaller than the camera's it is.
const STEPS = [
  { most: 2, bits: 1_500_000, smaller: 1 },
  { most: 4, bits: 800_000, smaller: 1.5 },
  { most: 9, bits: 350_000, smaller: 2 },
  { most: Infinity, bits: 150_000, smaller: 4 },
];
const FEWEST_FRAMES = 15;
const SOUND = { priority: "high", networkPriority: "high" };

/** The encoding (RTCRtpEncodingParameters) of a slot in each of `count` connections. */
export function encoding(slot, count) {
  if (SLOTS.get(slot) === "audio") {
    return SOUND;
  }
  const { bits, smaller } = STEPS.find(({ most }) => count <= most);
  // Notes on a shared page have to stay readable: it changes rarely, and gives up movement instead.
  return slot === "screen"
    ? { maxBitrate: bits, maxFramerate: FEWEST_FRAMES }
    : { maxBitrate: bits, scaleResolutionDownBy: smaller };
}
