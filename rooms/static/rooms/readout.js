/** What the browser made of our wishes for the microphone, as names of sentences: [{name, isGood, values}]. */

/** `asked`: mode and speakers; `settings`: what track.getSettings() says. Settings that a browser does not tell are left out. */
export function readout({ mode, speakers }, settings) {
  return [...format(mode, settings), ...treatment(mode, settings), ...echo(mode, speakers, settings)];
}

function format(mode, { sampleRate, channelCount }) {
  if (!channelCount) {
    return [];
  }
  const khz = sampleRate ? String(sampleRate / 1000) : "";
  const isStereo = channelCount >= 2;
  const name = `${khz ? "rate_" : ""}${isStereo ? "stereo" : "mono"}`;
  // One channel is right for talking, and all that most phones have.
  return [{ name, isGood: isStereo || mode === "voice", values: { khz } }];
}

function treatment(mode, { echoCancellation, noiseSuppression, autoGainControl }) {
  if (mode === "voice") {
    return [{ name: "voice_treated", isGood: true, values: {} }];
  }
  const disobeyed = [
    ["echo_kept", echoCancellation === true],
    ["noise_kept", noiseSuppression === true],
    ["gain_kept", autoGainControl === true],
  ].filter(([, isKept]) => isKept);
  if (disobeyed.length > 0) {
    return disobeyed.map(([name]) => ({ name, isGood: false, values: {} }));
  }
  const isRemoteOnly = echoCancellation === "remote-only";
  return [{ name: isRemoteOnly ? "untreated_remote_only" : "untreated", isGood: true, values: {} }];
}

function echo(mode, speakers, { echoCancellation }) {
  const isHeard = speakers && mode === "music" && echoCancellation === false;
  return isHeard ? [{ name: "speakers_echo", isGood: false, values: {} }] : [];
}
