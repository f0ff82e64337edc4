// Loaded into jts: says in a file how long its event loop stood still at the longest, in milliseconds, from its first
// connection on. Before that it reads what it was given, and nobody waits for an answer.
import { writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setImmediate } from 'node:timers';

const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
const { connect } = Socket.prototype;
Socket.prototype.connect = function connectFirst(...to) {
  Socket.prototype.connect = connect;
  // With the next turn of the loop, as what was read in this one counts as before.
  setImmediate(() => delay.reset());
  return connect.apply(this, to);
};
process.once('exit', () => {
  writeFileSync(process.env.JTS_BENCH_STALL, String(delay.max / 1e6));
});
