/** The card of the network: measures, and says what it means. */

import { judged, measure } from "./nettest.js";

const STATES = { good: "ok", weak: "weak", lost: "bad" };

/** The page's own address for sockets. */
export function socketAddress(path, { protocol, host } = location) {
  return new URL(path, `${protocol.replace("http", "ws")}//${host}`).href;
}

/** None when the answer names none, as one to somebody who asks too often. */
async function iceServers(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  return (await answer.json()).ice_servers ?? [];
}

export class Network {
  state = "wait";
  #root;
  #words;
  #changed;
  #addresses;
  #tools;

  /** `changed` is called when the state has changed; `addresses`: {socket, ice}. */
  constructor(root, words, changed, addresses, tools = {}) {
    [this.#root, this.#words, this.#changed, this.#addresses, this.#tools] = [root, words, changed, addresses, tools];
    this.button.addEventListener("click", () => this.measure());
  }

  get button() {
    return this.#root.querySelector("[data-measure]");
  }

  /** Measures once; a second press while it goes on changes nothing. */
  async measure() {
    if (this.button.getAttribute("aria-busy") === "true") {
      return;
    }
    this.button.setAttribute("aria-busy", "true");
    this.#set("wait");
    this.#advise("");
    this.#figure("reached", this.#words.say("net_measuring"));
    const servers = () => iceServers(this.#addresses.ice);
    const result = await measure(this.#addresses.socket, servers, (soFar) => this.#show(soFar), this.#tools);
    this.#show(result);
    // Of a room by relay only where there is no relay, no measuring finds out.
    const isCutOff = "cutOff" in this.#root.dataset;
    const { verdict, name } = isCutOff ? { verdict: "lost", name: "net_cut_off" } : judged(result);
    this.#advise(name);
    this.button.setAttribute("aria-busy", "false");
    this.#set(STATES[verdict]);
  }

  #set(state) {
    this.state = state;
    this.#changed();
  }

  #show({ is_reached, rtt_ms, jitter_ms, ways, relay }) {
    const number = (value) => this.#words.number(value);
    this.#figure("reached", this.#words.say(is_reached ? "net_reached" : "net_not_reached"));
    this.#figure("rtt", rtt_ms === null ? "" : `${number(rtt_ms)} ms`);
    this.#figure("jitter", jitter_ms === null ? "" : `${number(jitter_ms)} ms`);
    this.#figure("ways", ways === null ? "" : this.#words.say(wayOut(ways)));
    this.#figure("loss", relay ? `${number(relay.loss * 100)}%` : "");
    this.#figure("rate", relay ? `${number(relay.kbps / 1000)} Mb/s` : "");
  }

  #figure(name, text) {
    const place = this.#root.querySelector(`[data-figure="${name}"]`);
    place.textContent = text;
    place.parentElement.hidden = !text;
  }

  #advise(name) {
    this.#root.querySelector("[data-advice]").hidden = !name;
    this.#root.querySelector("[data-advice-title]").textContent = name && this.#words.say(`${name}_title`);
    this.#root.querySelector("[data-advice-words]").textContent = name && this.#words.say(name);
  }
}

function wayOut(ways) {
  const [isDirect, isRelayed] = [ways.includes("srflx"), ways.includes("relay")];
  if (isDirect && isRelayed) {
    return "net_way_both";
  }
  return isDirect ? "net_way_direct" : isRelayed ? "net_way_relay" : "net_way_none";
}
