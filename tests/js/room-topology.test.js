import { partners } from "/static/rooms/topology.js";
import { equal, test } from "/tests/harness.js";

const host = { id: "host", is_host: true, role: "host" };
const student = (id) => ({ id, is_host: false, role: "student" });
const observer = (id) => ({ id, is_host: false, role: "observer" });
const camera = (id, of) => ({ id, is_host: false, role: "student", camera: true, of });
const [an, binh, chi, dung] = ["an", "binh", "chi", "dung"].map(student);

/** The pairs as each peer reckons them, which have to be the same from both ends. */
function pairs(peers, room) {
  const found = peers.flatMap((me) => [...partners(me, peers.filter((peer) => peer !== me), room)].map((id) => [me.id, id]));
  const names = new Set(found.map((pair) => pair.join("-")));
  equal(found.filter(([one, other]) => !names.has(`${other}-${one}`)), []);
  return [...new Set(found.map((pair) => pair.sort().join("-")))].sort();
}

test("up to four everybody meets everybody", () => {
  equal(pairs([host]), []);
  equal(pairs([host, an]), ["an-host"]);
  equal(pairs([host, an, binh, chi]), ["an-binh", "an-chi", "an-host", "binh-chi", "binh-host", "chi-host"]);
});

test("with five only hosts meet everybody", () => {
  equal(pairs([host, an, binh, chi, dung]), ["an-host", "binh-host", "chi-host", "dung-host"]);
  const cohost = { ...an, is_host: true };
  equal(pairs([host, cohost, binh, chi, dung]).includes("an-binh"), true);
});

test("whoever is in the spotlight meets everybody", () => {
  const found = pairs([host, an, binh, chi, dung], { spotlight: "an" });
  equal(found, ["an-binh", "an-chi", "an-dung", "an-host", "binh-host", "chi-host", "dung-host"]);
});

test("two observers never meet", () => {
  equal(pairs([host, observer("x"), observer("y")]), ["host-x", "host-y"]);
});

test("a second camera meets whom its owner meets, but neither its owner nor another camera", () => {
  equal(pairs([host, an, camera("cam", "host"), camera("cam-an", "an")]), ["an-cam", "an-host", "cam-an-host"]);
  equal(pairs([host, an, binh, chi, camera("cam-an", "an")]), ["an-host", "binh-host", "cam-an-host", "chi-host"]);
});

test("a second camera in the spotlight meets everybody else", () => {
  const found = pairs([host, an, binh, chi, camera("cam-an", "an")], { spotlight: "cam-an" });
  equal(found.filter((pair) => pair.includes("cam")), ["binh-cam-an", "cam-an-chi", "cam-an-host"]);
});

test("a camera whose owner is gone meets nobody", () => {
  equal(pairs([host, an, camera("cam", "gone")]), ["an-host"]);
});

test("a list that holds me counts me once", () => {
  equal([...partners(an, [host, an, binh, chi])], ["host", "binh", "chi"]);
});
