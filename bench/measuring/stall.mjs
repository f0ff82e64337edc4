// Loaded into jts: says in a file how long its event loop stood still at the longest, in milliseconds, from its first
// connection on. Before that it reads what it was given, and nobody waits for an answer.
import { writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { setImmediate, setInterval } from 'node:timers';

/** Milliseconds between two looks. */
const LOOK = 5;

let longest = 0;

const watch = () => {
  let last = performance.now();
  setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last - LOOK);
    last = now;
  }, LOOK).unref();
};

const { connect } = Socket.prototype;
Socket.prototype.connect = function connectFirst(...to) {
  Socket.prototype.connect = connect;
  // With the next turn of the loop, as what was read in this one counts as before.
  setImmediate(watch);
  return connect.apply(this, to);
};
process.once('exit', () => {
  writeFileSync(process.env.JTS_BENCH_STALL, String(longest));
});
