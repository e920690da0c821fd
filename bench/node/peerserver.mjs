// PeerServer as npm has it, as many clients as come: `node peerserver.mjs <port>`.
import { PeerServer } from "peer";

PeerServer({ host: "127.0.0.1", port: Number(process.argv[2]), path: "/", concurrent_limit: 100_000 }, () => console.log("ready"));
