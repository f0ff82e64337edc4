// Loaded into jts: says in a file how long its event loop stood still at the longest, in milliseconds, from its first
// connection on: altogether, and without the time that it waited for a processor, which the hosts of the benchmark share with
// it. Before that it reads what it was given, and nobody waits for an answer.
import { readFileSync, writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { setImmediate, setInterval } from 'node:timers';

/** Milliseconds between two looks. */
const LOOK = 5;

const stall = { longest: 0, running: 0 };

/** Milliseconds for which the main thread was ready to run and had no processor: the second figure of schedstat. */
const waited = () => Number(readFileSync('/proc/self/schedstat', 'utf8').split(' ')[1]) / 1e6;

const watch = () => {
  let last = { time: performance.now(), waited: waited() };
  setInterval(() => {
    const now = { time: performance.now(), waited: waited() };
    const stood = now.time - last.time - LOOK;
    stall.longest = Math.max(stall.longest, stood);
    stall.running = Math.max(stall.running, stood - (now.waited - last.waited));
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
  writeFileSync(process.env.JTS_BENCH_STALL, JSON.stringify(stall));
});
