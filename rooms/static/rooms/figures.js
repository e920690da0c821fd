/** What getStats() of a connection says, as the few numbers a person can use. */

const BITS = 8;

/**
 * Numbers of the time since `before` (the `totals` of the call before; null at first): rtt_ms, loss (0 to 1, the worse
 * direction), kbps_in, kbps_out, relay (null: no path yet), and `totals` for the next call.
 */
export function figures(report, before = null) {
  const all = [...report.values()];
  const path = chosenPath(all, report);
  const totals = totalsOf(all, path);
  return {
    rtt_ms: path?.currentRoundTripTime === undefined ? null : Math.round(path.currentRoundTripTime * 1000),
    loss: lossOf(all, totals, before),
    kbps_in: rate(totals, before, "received"),
    kbps_out: rate(totals, before, "sent"),
    relay: path ? isRelayed(path, report) : null,
    totals,
  };
}

function chosenPath(all, report) {
  const transport = all.find((one) => one.type === "transport" && one.selectedCandidatePairId);
  // Firefox names no pair in the transport.
  return report.get(transport?.selectedCandidatePairId) ?? all.find((one) => one.type === "candidate-pair" && one.nominated && one.state === "succeeded");
}

function isRelayed(path, report) {
  const ends = [path.localCandidateId, path.remoteCandidateId].map((id) => report.get(id));
  return ends.some((end) => end?.candidateType === "relay");
}

function totalsOf(all, path) {
  const inbound = all.filter((one) => one.type === "inbound-rtp");
  return {
    at: path?.timestamp ?? all[0]?.timestamp ?? 0,
    sent: path?.bytesSent ?? 0,
    received: path?.bytesReceived ?? 0,
    arrived: sum(inbound, "packetsReceived"),
    lost: sum(inbound, "packetsLost"),
  };
}

/** Counted here for what comes in; the other side reports what it misses of ours. */
function lossOf(all, now, before) {
  const arrived = now.arrived - (before?.arrived ?? 0);
  const lost = Math.max(0, now.lost - (before?.lost ?? 0));
  const theirs = all.filter((one) => one.type === "remote-inbound-rtp").map((one) => one.fractionLost ?? 0);
  return Math.max(arrived + lost > 0 ? lost / (arrived + lost) : 0, ...theirs);
}

function rate(now, before, name) {
  const elapsed = now.at - (before?.at ?? now.at);
  const bytes = now[name] - (before?.[name] ?? 0);
  // A new connection counts from zero again.
  return elapsed > 0 && bytes >= 0 ? Math.round((bytes * BITS) / elapsed) : 0;
}

function sum(reports, name) {
  return reports.reduce((total, one) => total + (one[name] ?? 0), 0);
}
