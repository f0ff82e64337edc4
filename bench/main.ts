import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureImage } from '../test/lab/image.ts';
import { obstacle } from '../test/containers/containers.ts';
import { BenchContainers } from './hosts/containers.ts';
import { Guest } from './hosts/guest.ts';
import { SECONDS } from './budget.ts';
import { GuestBench } from './guest.ts';
import { LayoutBench } from './layout.ts';
import { resultsOf } from './report/results.ts';
import { fullProvision, measureHotTier, measureLayout, TOOLS, type Findings } from './suite.ts';

const progress = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

const words = process.argv.slice(2);
const why = words.some((word) => word !== '--quick')
  ? `bench takes no word but --quick, not ${words.join(' ')}`
  : obstacle();
if (why !== undefined) {
  progress(`The benchmark cannot run: ${why}.`);
  process.exit(2);
}
// An exit by a signal would leave the hosts running.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));

for (const tool of TOOLS) if (tool.version() === undefined) progress(`${tool.name} is not installed, and is left out.`);
const isQuick = words.includes('--quick');
// Built once on a machine, so no part of what the benchmark takes.
await ensureImage(progress);
const begun = performance.now();
const secondsLeft = (): number => SECONDS[isQuick ? 'quick' : 'full'] - (performance.now() - begun) / 1000;

const onContainers = async (): Promise<Omit<Findings, 'onGuest'>> => {
  const containers = await BenchContainers.prepare(progress);
  try {
    return await measureLayout(new LayoutBench(containers, progress), { isQuick, secondsLeft });
  } finally {
    await containers.stop();
  }
};

const onGuest = async (measure: (bench: GuestBench) => Promise<Findings['onGuest']>): Promise<Findings['onGuest']> => {
  const folder = mkdtempSync(join(tmpdir(), 'jts-bench-guest-'));
  const tidy = (): void => {
    rmSync(folder, { recursive: true });
  };
  const leave = (): void => {
    tidy();
    progress('Hosts of the lab may still run. Shut them down: npm run lab -- down');
  };
  process.once('exit', leave);
  const guest = await Guest.start(folder, progress);
  try {
    return await measure(new GuestBench(guest, folder, progress));
  } finally {
    await guest.stop();
    process.off('exit', leave);
    tidy();
  }
};

const measureAll = async (): Promise<Findings> => {
  if (isQuick) return { ...(await onContainers()), onGuest: [] };
  // What the targets ask for comes before what there may be no time for.
  const hotTier = await onGuest(measureHotTier);
  const onHosts = await onContainers();
  const provision = fullProvision(hotTier, secondsLeft());
  if ('left' in provision) return { ...onHosts, onGuest: hotTier, leftOut: [...onHosts.leftOut, provision] };
  return { ...onHosts, onGuest: [...hotTier, ...(await onGuest((bench) => bench.measure(provision)))] };
};

const findings = await measureAll();
const minutes = (performance.now() - begun) / 60_000;
const { text, wallByHosts, wallByRoundTrip } = resultsOf(findings, {
  command: ['npm run bench', ...(words.length > 0 ? ['--', ...words] : [])].join(' '),
  minutes,
});
const write = (name: string, content: string): void => {
  writeFileSync(join(import.meta.dirname, name), content);
};
write('RESULTS.md', text);
write('wall-by-hosts.svg', wallByHosts);
write('wall-by-round-trip.svg', wallByRoundTrip);
process.stdout.write(text);
