/** Which sentence helps: from what a browser refuses, to the name of the sentence on the page. */

const IN_APP = /\bZalo\b|FBAN|FBAV|FB_IAB|MessengerForiOS|Orca-Android|Instagram|\bLine\/|BytedanceWebview|musical_ly|; wv\)/;
const NAMES = {
  NotFoundError: "none",
  OverconstrainedError: "none",
  NotReadableError: "busy",
  AbortError: "busy",
  TrackStartError: "busy",
};

/** Whether the page lies inside another app, whose own browser often has no camera. */
export function isInApp(agent) {
  return IN_APP.test(agent);
}

/** "ios", "android", "safari", "firefox" or "chrome": where the permission is found differs. */
export function browserOf(agent) {
  if (/iPhone|iPad|iPod/.test(agent)) {
    return "ios";
  }
  if (/Android/.test(agent)) {
    return "android";
  }
  if (/Firefox\//.test(agent)) {
    return "firefox";
  }
  return /Chrome\/|Chromium\//.test(agent) ? "chrome" : /Safari\//.test(agent) ? "safari" : "chrome";
}

/** What stands in the way before anything was asked for: a sentence's name, or "". `isBarred`: not even the lesson can begin. */
export function obstacle(window, agent) {
  if (!window.isSecureContext) {
    return { name: "insecure", isBarred: true };
  }
  if (!window.RTCPeerConnection) {
    return { name: isInApp(agent) ? "in_app" : "no_webrtc", isBarred: true };
  }
  if (!window.navigator.mediaDevices?.getUserMedia) {
    return { name: isInApp(agent) ? "in_app" : "no_capture", isBarred: false };
  }
  return { name: "", isBarred: false };
}

/** The sentence for a device that was refused; `kind` is "camera" or "microphone". */
export function trouble(error, kind, agent) {
  if (NAMES[error?.name]) {
    return `${NAMES[error.name]}_${kind}`;
  }
  if (isInApp(agent)) {
    return "in_app";
  }
  // Chrome says so when the computer's own settings keep the browser away from the device.
  if (/system/i.test(error?.message ?? "")) {
    return "denied_system";
  }
  // There is nothing to ask: navigator.mediaDevices is not there.
  if (error?.name === "TypeError") {
    return "no_capture";
  }
  return error?.name === "NotAllowedError" ? `denied_${browserOf(agent)}` : `busy_${kind}`;
}
