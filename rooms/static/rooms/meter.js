/** How loud a microphone is: decibels below full scale, and a word for it. */

export const FLOOR = -60;
const TOO_LOUD = -2;
const TOO_QUIET = -36;
const NOTHING = -57;
const EVERY_MS = 50;
// A chord decays: its attack is what counts, for as long as a person looks.
const HELD_MS = 3000;

/** The loudest sample in decibels, from -60 (nothing) to 0 (the most a microphone can give). */
export function decibels(samples) {
  let most = 0;
  for (const sample of samples) {
    most = Math.max(most, Math.abs(sample));
  }
  return Math.max(FLOOR, Math.min(0, 20 * Math.log10(most || 1e-9)));
}

/** "nothing", "quiet", "good" or "loud". */
export function word(level) {
  if (level >= TOO_LOUD) {
    return "loud";
  }
  if (level <= NOTHING) {
    return "nothing";
  }
  return level <= TOO_QUIET ? "quiet" : "good";
}

/** How many of so many lamps are lit. */
export function lit(level, lamps) {
  return Math.round(((level - FLOOR) / -FLOOR) * lamps);
}

/** The loudest of the last seconds. */
export class Peak {
  #heard = [];

  add(level, now) {
    this.#heard = this.#heard.filter((one) => now - one.now < HELD_MS);
    this.#heard.push({ level, now });
    return Math.max(...this.#heard.map((one) => one.level));
  }
}

/** Calls `heard({level, peak})` twenty times a second until it is stopped. */
export class Meter {
  #context;
  #source;
  #timer;

  constructor(track, heard, { Context = AudioContext, now = () => performance.now() } = {}) {
    this.#context = new Context();
    this.#source = this.#context.createMediaStreamSource(new MediaStream([track]));
    const analyser = this.#context.createAnalyser();
    this.#source.connect(analyser);
    const [samples, peak] = [new Float32Array(analyser.fftSize), new Peak()];
    this.#timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      const level = decibels(samples);
      heard({ level, peak: peak.add(level, now()) });
    }, EVERY_MS);
  }

  /** Browsers let sound run only after a touch or a key. */
  wake() {
    return this.#context.state === "suspended" ? this.#context.resume() : Promise.resolve();
  }

  stop() {
    clearInterval(this.#timer);
    this.#source.disconnect();
    return this.#context.close();
  }
}

const CHORD = [261.63, 329.63, 392, 523.25];
const LASTS_S = 1.6;

/** A soft chord, by which a person hears whether headphones or speakers are on; resolves when it has faded. */
export async function chord(Context = AudioContext) {
  const context = new Context();
  await context.resume();
  const volume = context.createGain();
  volume.connect(context.destination);
  volume.gain.setValueAtTime(0.12, context.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.0005, context.currentTime + LASTS_S);
  const tones = CHORD.map((frequency) => new OscillatorNode(context, { type: "triangle", frequency }));
  tones.forEach((tone) => tone.connect(volume));
  tones.forEach((tone) => tone.start());
  await new Promise((resolve) => {
    tones[0].addEventListener("ended", resolve, { once: true });
    tones.forEach((tone) => tone.stop(context.currentTime + LASTS_S));
  });
  await context.close();
}
