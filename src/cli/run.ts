import { randomBytes } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
import { readExtraVars } from '../config/extra-vars.ts';
import { loadInventory } from '../config/inventory.ts';
import { loadPlaybook } from '../config/playbook.ts';
import { resolveRun, type ResolvedPlay } from '../config/resolve.ts';
import { runPlays, type PlayTask } from '../engine/run.ts';
import type { Event } from '../model/event.ts';
import type { Failure } from '../model/failure.ts';
import { ok, type Result } from '../model/result.ts';
import { filesReporter } from '../report/files.ts';
import { packageVersion } from './package-root.ts';
import type { RunFlags } from './program.ts';
import { reacher } from './reach.ts';
import { loadRegistry } from './registry.ts';
import { showFailure } from './show.ts';
import { surfaceFor } from './surface.ts';
import { hostTask } from './tasks.ts';
import { readWords } from './words.ts';

/** Reads everything that a run is made of; nothing has been asked of any host yet. */
const resolve = async (path: string, flags: RunFlags): Promise<Result<readonly ResolvedPlay[], Failure>> => {
  const registry = await loadRegistry(path);
  if (!registry.ok) return registry;
  const inventory = loadInventory(flags.inventory);
  if (!inventory.ok) return inventory;
  const playbook = loadPlaybook(path, registry.value);
  if (!playbook.ok) return playbook;
  const extraVars = readExtraVars(flags.extraVars);
  if (!extraVars.ok) return extraVars;
  return resolveRun({
    inventory: inventory.value,
    playbook: playbook.value,
    registry: registry.value,
    limit: flags.limit,
    tags: flags.tags.flatMap((tags) => tags.split(',')).filter((tag) => tag !== ''),
    extraVars: extraVars.value,
  });
};

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
  return ok(
    plays.map(({ name, mode, rollout, hosts, phases }) => ({
      play: name,
      mode,
      rollout,
      hosts: hosts.map(({ host, roles }) => ({
        host,
        task: hostTask(host.name, mode, phases, roles, wordsFor(host.name), rollout),
      })),
    })),
  );
};

/** A name for a run that sorts by time: `20261120T174012Z-3f9a`. */
const runName = (now: Date): string =>
  `${now.toISOString().replace(/[-:]|\.\d+/g, '')}-${randomBytes(2).toString('hex')}`;

/** Whether a process of this machine is there; one of somebody else's counts. */
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
};

/** Runs a playbook and resolves to the exit code. */
export const runPlaybook = async (path: string, flags: RunFlags, stop: AbortSignal): Promise<number> => {
  const plays = await resolve(path, flags);
  if (!plays.ok) return showFailure(plays.failure);
  const tasks = tasksOf(plays.value, flags);
  if (!tasks.ok) return showFailure(tasks.failure);
  const surface = surfaceFor(flags, stop);
  const files = filesReporter('reports', surface.tell);
  stop.addEventListener('abort', () => {
    surface.tell('Stopping: the change that runs now is finished first. Press Ctrl-C again to leave at once.\n');
  });
  const emit = (event: Event): void => {
    surface.reporter.on(event);
    files.on(event);
  };
  const operator = `${userInfo().username}@${hostname()}`;
  const summary = await runPlays(tasks.value, {
    playbook: path,
    version: packageVersion(),
    forks: flags.forks,
    reach: reacher(flags.inventory, surface.quietly),
    context: {
      run: runName(new Date()),
      operator,
      controller: process.pid,
      isDead: (lease) => lease.operator === operator && !isAlive(lease.controller),
      check: flags.check === true,
      emit,
      confirm: surface.confirm,
      stop,
    },
  });
  await surface.reporter.close();
  await files.close();
  return summary.exitCode;
};
