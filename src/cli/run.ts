import type { ResolvedPlay } from '../config/resolve.ts';
import type { PlayTask } from '../engine/run.ts';
import type { Failure } from '../model/failure.ts';
import { ok, type Result } from '../model/result.ts';
import { carryOut } from './carry-out.ts';
import { brokenRun, orderOf } from './order.ts';
import { readPlays } from './plays.ts';
import type { RunFlags } from './flags.ts';
import { showFailure } from './show.ts';
import { surfaceFor } from './surface.ts';
import { playTask } from './tasks.ts';
import { readWords } from './words.ts';

const tasksOf = (plays: readonly ResolvedPlay[], flags: RunFlags): Result<readonly PlayTask[], Failure> => {
  const hosts = [...new Set(plays.flatMap((play) => play.hosts.map(({ host }) => host.name)))];
  const wipe = readWords('--allow-wipe', flags.allowWipe, hosts);
  if (!wipe.ok) return wipe;
  const destroy = readWords('--destroy-data', flags.destroyData, hosts);
  if (!destroy.ok) return destroy;
  const wordsFor = (host: string) => ({
    allowWipe: wipe.value.get(host) ?? [],
    destroyData: destroy.value.get(host) ?? [],
  });
  return ok(plays.map((play) => playTask(play, wordsFor)));
};

/** Runs a playbook and resolves to the exit code; the secrets that are read go to `secrets`, and to no reporter. */
export const runPlaybook = async (
  path: string,
  flags: RunFlags,
  stop: AbortSignal,
  secrets: Set<string>,
  resumes?: string,
): Promise<number> => {
  const plays = await readPlays(path, flags, secrets);
  if (!plays.ok) return showFailure(plays.failure, secrets);
  const tasks = tasksOf(plays.value, flags);
  if (!tasks.ok) return showFailure(tasks.failure, secrets);
  const surface = surfaceFor(flags, stop);
  const { inventory, forks, check = false } = flags;
  const order = { playbook: path, inventory, forks, check, secrets, stop, surface, reporter: surface.reporter };
  const kept = orderOf(path, flags, secrets);
  return (await carryOut(tasks.value, { ...order, kept, ...(resumes !== undefined && { resumes }) })).exitCode;
};

/** Goes on with a run that did not come to its end, the last one where none is named. */
export const resumeRun = async (
  name: string | true,
  flags: RunFlags,
  stop: AbortSignal,
  secrets: Set<string>,
): Promise<number> => {
  const broken = await brokenRun(name, flags);
  if (!broken.ok) return showFailure(broken.failure, secrets);
  const { run, playbook, flags: asked } = broken.value;
  return runPlaybook(playbook, asked, stop, secrets, run);
};
