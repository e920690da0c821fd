/** One lesson, from the first hello to the last word: the socket, the links and the page, wired together. */

import * as bar from "./bar.js";
import { Banner } from "./banner.js";
import { Chat } from "./chat.js";
import { askToLeave, Controls } from "./controls.js";
import { Doors, ending, isLastWord } from "./doors.js";
import { Seen } from "./links-seen.js";
import { Links } from "./links.js";
import { Lobby } from "./lobby.js";
import { Notice } from "./notice.js";
import { Own } from "./own.js";
import { People } from "./people.js";
import { SAID, Said } from "./said.js";
import { forget, remember } from "./returning.js";
import { toggleFull, togglePicture } from "./screen.js";
import { Side } from "./side.js";
import { RoomSocket } from "./socket.js";
import { Sounds } from "./sounds.js";
import { Stay } from "./stay.js";
import { Telling } from "./telling.js";
import { Tiles } from "./tiles.js";
import { partners } from "./topology.js";
import { View } from "./view.js";
import { Wake } from "./wake.js";
import { word, write } from "./words.js";

const SECOND = 1000;
export class Lesson {
  #page;
  #root;
  #media;
  #socket;
  #stay;
  #links = null;
  #status = { state: "connecting", attempt: 0 };
  #paired = new Set();
  #error = "";
  #closedReason = "";
  #isOver = false;
  #clock = 0;
  #listening = new AbortController();

  /** `page`: #room with its data; `media`, `name`, and a `hand` that was up before a reload: from the device page. */
  constructor(page, { media, name, hand = false }) {
    this.#page = page;
    this.#root = page.querySelector("#lesson");
    this.#media = media;
    this.#stay = new Stay({ name: name || page.dataset.name, isOwner: page.dataset.isOwner === "true", isRunning: (id) => this.#links?.isRunning(id) });
    this.#stay.say({ hand });
    this.#socket = new RoomSocket({ url: page.dataset.socket, name });
    this.#makeParts();
    this.#listen();
  }

  begin() {
    this.doors.show("connecting");
    this.wake.start();
    this.#clock = setInterval(() => this.#tick(), SECOND);
    this.#socket.open(this.#page.dataset.as);
  }

  #part(name) {
    return this.#root.querySelector(`[data-${name}]`);
  }

  #makeParts() {
    const root = this.#root;
    const send = (frame) => this.#socket.send(frame);
    this.said = new Said(this.#part("said"));
    this.wake = new Wake();
    this.banner = new Banner(this.#part("banner"));
    this.notice = new Notice(this.#part("notice"), () => this.own.toggleHand());
    this.telling = new Telling(this.said, this.notice);
    this.seen = new Seen(new Sounds(this.#part("sounds"), this.#part("unmute")), () => this.view.due());
    this.doors = new Doors(root, { leave: () => this.#leave(), move: () => this.#go("move"), camera: () => this.#go("camera") });
    this.lobby = new Lobby(root, (verb, knock) => send({ type: verb, knock }));
    this.side = new Side(root, (open) => this.#panelChanged(open));
    this.people = new People(root, (frame) => this.#order(frame), (peer) => this.#writeTo(peer));
    this.chat = new Chat(root, this.#stay, send);
    this.tiles = new Tiles(this.#part("tiles"), {
      slug: this.#page.dataset.slug,
      pin: (key) => this.view.pin(key),
    });
    this.controls = new Controls(root, this.#deeds(), root.dataset.shortcuts !== "false");
    const told = { tell: (key, values) => this.telling.say(key, values), warn: (key) => this.telling.warn(key), changed: (parts) => this.#stateChanged(parts) };
    this.own = new Own({ media: this.#media, stay: this.#stay, controls: this.controls, ...told });
    this.view = new View(root, { stay: this.#stay, parts: this, wiring: () => ({ paired: this.#paired, status: this.#status }), invite: this.#page.dataset.invite });
  }

  #deeds() {
    return {
      mic: () => this.own.toggleMicrophone(),
      cam: () => this.own.toggleCamera(),
      hand: () => this.own.toggleHand(),
      chat: () => this.side.toggle("chat"),
      people: () => this.side.toggle("people"),
      screen: () => this.own.toggleScreen(),
      hands: () => this.own.toggleHands(),
      voice: () => this.own.toggleVoice(),
      picture: () => togglePicture(this.view.best).catch(() => this.telling.warn("cannot-picture")),
      full: () => toggleFull(this.#root).catch(() => {}),
      link: () => this.telling.copy(this.#page.dataset.invite),
      leave: () => this.#askToLeave(),
    };
  }

  #listen() {
    const { signal } = this.#listening;
    this.#socket.addEventListener("frame", ({ detail }) => this.#heard(detail), { signal });
    this.#socket.addEventListener("dropped", ({ detail }) => this.#failed({ code: "other", ref: detail.id }), { signal });
    this.#socket.addEventListener("status", ({ detail }) => this.#statusChanged(detail), { signal });
    this.own.listen(signal);
    window.addEventListener("pagehide", () => this.#remember(true), { signal });
  }

  // ---- The socket ----

  #statusChanged(status) {
    this.#status = { ...status, due: Date.now() + (status.in_ms ?? 0) };
    const seen = {
      waiting: () => this.#waits(status.reason || "lobby"),
      elsewhere: () => this.doors.show("elsewhere"),
      closed: () => this.#end(ending({ code: status.code, error: this.#error, reason: this.#closedReason })),
      reconnecting: () => write(this.#part("door-words"), word("connecting-again")),
    };
    seen[status.state]?.();
    this.#links?.setSignalling(status.state === "open");
    this.view.due();
  }

  #waits(reason) {
    this.doors.waiting(reason, this.#page.dataset.host, this.#media.face);
  }

  #heard(frame) {
    const own = {
      signal: () => this.#links?.onSignal(frame),
      ice_servers: () => this.#links?.setIceServers(frame.ice_servers),
      chat: () => this.#chatted(frame),
      error: () => this.#failed(frame),
      "mute.request": () => this.#askedToMute(frame),
      "hand.lowered": () => this.own.lowerHand(),
      "room.closed": () => (this.#closedReason = frame.reason),
    };
    if (own[frame.type]) {
      own[frame.type]();
      return;
    }
    const before = this.#stay.me;
    const happened = this.#stay.apply(frame);
    if (frame.type === "welcome") {
      this.#welcomed(frame, before);
    }
    this.#sync();
    happened.forEach((one) => this.#tell(one));
    this.view.due();
  }

  #welcomed(frame, before) {
    this.#error = "";
    if (this.#links && before === frame.peer) {
      this.#links.setIceServers(frame.ice_servers);
    } else {
      this.#connect(frame);
    }
    // The server knows what we send only from us, and may have lost it.
    this.#stay.say(this.own.state);
    this.#socket.send({ type: "state", ...this.#stay.state });
    this.doors.show("lesson");
  }

  #connect(frame) {
    this.#links?.close();
    this.seen.clear();
    this.seen.isDeaf = this.#stay.isCamera;
    this.#links = new Links({
      send: (signal) => this.#socket.send(signal),
      me: this.#stay.mine,
      iceServers: frame.ice_servers,
      relayOnly: Boolean(frame.room.relay_only),
    });
    this.seen.listen(this.#links);
    this.own.attach(this.#links).catch(() => this.telling.warn("error-other"));
  }

  #sync() {
    if (!this.#links || !this.#stay.mine) {
      return;
    }
    const peers = [...this.#stay.peers.values()].filter((peer) => !peer.lost_at);
    const kept = this.#stay.lost.map(({ id }) => id);
    const { spotlight, relay_only: isRelayOnly } = this.#stay.room;
    this.#paired = new Set([...partners(this.#stay.mine, peers, { spotlight }), ...kept]);
    this.#links.sync(peers, { spotlight, me: this.#stay.mine, kept });
    this.#links.setRelayOnly(Boolean(isRelayOnly));
    this.seen.keep(this.#paired);
  }

  /** Whom the server has lost it cannot remove. */
  #order(frame) {
    const id = this.#socket.send(frame);
    if (frame.type === "remove" && this.#stay.peers.get(frame.peer)?.lost_at) {
      this.#heard({ type: "peer.left", peer: frame.peer, reason: "removed" });
    }
    return id;
  }

  #tell({ what, peer, knock }) {
    if (SAID[what]) {
      const name = knock?.display_name ?? this.#stay.owner(peer)?.display_name ?? "";
      this.telling.say(peer?.camera && ["joined", "left"].includes(what) ? `camera-${what}` : SAID[what], { name });
    }
    if (what === "may-not-share") {
      this.own.stopScreen();
    } else if (what === "may-share" || what === "host") {
      this.own.refresh();
    }
  }

  #chatted(frame) {
    const sentence = this.chat.heard(frame, this.side.open === "chat");
    this.said.say(sentence);
    this.view.due();
  }

  #failed({ code, ref }) {
    if (ref && this.chat.refused(ref)) {
      this.telling.say("chat-not-sent");
    } else if (this.doors.current === "lesson" && !isLastWord(code)) {
      this.telling.warn(`error-${code}`) || this.telling.warn("error-other");
    }
    this.#error = code;
  }

  async #askedToMute({ from }) {
    if (this.#stay.state.mic) {
      await this.own.toggleMicrophone(false);
      this.telling.warn("muted-by", { name: this.#stay.peers.get(from)?.display_name ?? "" });
    }
  }

  #stateChanged(parts) {
    if (Object.keys(parts).length > 0 && this.#stay.me) {
      this.#socket.send({ type: "state", ...parts });
    }
    this.view.due();
  }

  // ---- The page ----

  #panelChanged(open) {
    if (open === "chat") {
      this.chat.unread = 0;
    }
    this.view.due();
  }

  #writeTo(peer) {
    this.side.show("chat", document.activeElement);
    this.chat.writeTo(peer);
  }

  #tick() {
    bar.draw(this.#root, this.#stay.room.closes_at);
    this.#remember();
    const gone = this.#stay.letGo();
    if (gone.length > 0) {
      this.#sync();
      gone.forEach((one) => this.#tell(one));
    }
    if (this.#status.state !== "open" || gone.length > 0) {
      this.view.due();
    }
  }

  /** For whoever reloads the page, or comes back to it. */
  #remember(isGone = false) {
    if (this.doors.current === "lesson") {
      remember(this.#page.dataset.slug, this.#stay.state, isGone);
    }
  }

  // ---- The ends ----

  #go(as) {
    this.doors.show("connecting");
    this.#socket.open(as);
  }

  async #askToLeave() {
    const answer = await askToLeave(document.getElementById("lesson-leave"));
    if (answer === "end") {
      this.#socket.send({ type: "close" });
    } else if (answer === "leave") {
      this.#leave();
    }
  }

  #leave() {
    this.#socket.leave();
  }

  #end(key) {
    if (this.#isOver) {
      return;
    }
    this.#isOver = true;
    this.view.stop();
    forget(this.#page.dataset.slug);
    clearInterval(this.#clock);
    this.#listening.abort();
    this.#links?.close();
    this.seen.clear();
    this.#media.stop();
    this.wake.stop();
    document.querySelectorAll("#lesson dialog[open]").forEach((dialog) => dialog.close());
    this.doors.over(key, this.#stay.isHost || this.#page.dataset.canHost === "true");
  }
}
