/** Opus for a piano instead of a telephone call (rooms.md "Sound for music"); belongs into the LOCAL offer and answer. */

const MUSIC = {
  minptime: "10",
  ptime: "10",
  stereo: "1",
  "sprop-stereo": "1",
  maxaveragebitrate: "510000",
  useinbandfec: "0",
  usedtx: "0",
  cbr: "0",
};

/** The description with stereo, 10 ms packets and 510 kb/s in every section of sound. */
export function musical(sdp) {
  return sdp
    .split(/(?=^m=)/m)
    .map((section) => (section.startsWith("m=audio") ? withMusic(section) : section))
    .join("");
}

function withMusic(section) {
  const type = /^a=rtpmap:(\d+) opus\/48000\/2/im.exec(section)?.[1];
  if (!type) {
    return section;
  }
  const given = new RegExp(`^a=fmtp:${type} (.*)$`, "m").exec(section)?.[1].trim() ?? "";
  const parameters = { ...Object.fromEntries(given.split(";").filter(Boolean).map(pair)), ...MUSIC };
  const line = `a=fmtp:${type} ${Object.entries(parameters).map((entry) => entry.join("=")).join(";")}`;
  const lines = section.split("\r\n").filter((old) => !old.startsWith(`a=fmtp:${type} `) && !/^a=(max)?ptime:/.test(old));
  const place = lines.findIndex((old) => old.startsWith(`a=rtpmap:${type} `));
  lines.splice(place + 1, 0, line, "a=ptime:10");
  return lines.join("\r\n");
}

function pair(text) {
  const [name, ...value] = text.trim().split("=");
  return [name, value.join("=")];
}
