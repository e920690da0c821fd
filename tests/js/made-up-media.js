/** Sound and pictures that no device has made, and what of them is heard. */

export function sound() {
  const context = new AudioContext();
  const tone = context.createOscillator();
  const out = context.createMediaStreamDestination();
  tone.connect(out);
  tone.start();
  return out.stream.getAudioTracks()[0];
}

export function picture() {
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  setInterval(() => pen.fillRect(Math.random() * 100, 0, 9, 9), 50);
  return canvas.captureStream(20).getVideoTracks()[0];
}

export function leftOnly() {
  const [rate, frames] = [48_000, 480];
  const track = new MediaStreamTrackGenerator({ kind: "audio" });
  const writer = track.writable.getWriter();
  let at = 0;
  setInterval(() => {
    const data = new Float32Array(frames * 2);
    for (let frame = 0; frame < frames; frame += 1) {
      data[frame] = Math.sin((2 * Math.PI * 440 * (at + frame)) / rate) / 2;
    }
    const timestamp = (at / rate) * 1e6;
    writer.write(new AudioData({ format: "f32-planar", sampleRate: rate, numberOfFrames: frames, numberOfChannels: 2, timestamp, data }));
    at += frames;
  }, 10);
  return track;
}

/** The loudness of both ears over some packets, once there is sound. */
export async function ears(track) {
  const reader = new MediaStreamTrackProcessor({ track }).readable.getReader();
  const power = [0, 0];
  for (let heard = 0; heard < 60; ) {
    const { value } = await reader.read();
    const both = [0, 1].map((planeIndex) => {
      const plane = new Float32Array(value.numberOfFrames);
      value.copyTo(plane, { planeIndex: Math.min(planeIndex, value.numberOfChannels - 1), format: "f32-planar" });
      return plane.reduce((total, sample) => total + sample * sample, 0);
    });
    value.close();
    // What comes first is the fading in of a decoder that had nothing.
    heard += both[0] > 1 ? 1 : 0;
    if (heard > 30) {
      both.forEach((one, ear) => (power[ear] += one));
    }
  }
  return power;
}
