/** What the browser made of our wishes for the microphone, as names of sentences: [{name, isGood, values}]. */

/** `asked`: mode and speakers; `settings`: what track.getSettings() says. Settings that a browser does not tell are left out. */
export function readout({ mode, speakers }, settings) {
  return [...format(settings), ...treatment(mode, settings), ...echo(mode, speakers, settings)];
}

function format({ sampleRate, channelCount }) {
  if (!channelCount) {
    return [];
  }
  // One channel is all that most phones have: said, but no fault.
  const name = channelCount >= 2 ? "stereo" : "mono";
  return [sampleRate ? { name: `rate_${name}`, isGood: true, values: { khz: sampleRate / 1000 } } : { name, isGood: true, values: {} }];
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
