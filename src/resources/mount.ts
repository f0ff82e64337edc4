import { fstab } from '../facts/fstab.ts';
import type { Mount } from '../facts/mounts.ts';
import { paths } from '../facts/paths.ts';
import { present } from '../facts/present.ts';
import { expectEqual, type Check } from '../model/check.ts';
import { need, type Facts } from '../model/fact.ts';
import { fstabLine, type FstabMount } from '../model/fstab-text.ts';
import { remountOptions, type OptionDifference } from '../model/mount-options.ts';
import { ancestors } from '../model/path.ts';
import {
  change,
  defineKind,
  fine,
  later,
  refuse,
  type Change,
  type PlanContext,
  type Ref,
  type Verdict,
} from '../model/resource.ts';
import { mountUnit } from '../model/unit-name.ts';
import { dropFstabBlock, putFstabBlock } from '../shell/fstab-block.ts';
import { clearMountPoint, mountScript, remountScript, unmountIfMounted } from '../shell/mount-script.ts';
import { reloadSystemd } from '../shell/reload-systemd.ts';
import { lines, sh, type Shell } from '../shell/sh.ts';
import { refuseMount } from './mount-refusal.ts';
import { knownMount, sourceNeeds, type KnownMount, type MountSource } from './mount-source.ts';
import { BLOCK, observeMount, type MountState } from './mount-state.ts';
import { undoMount } from './mount-undo.ts';
import { systemdReload } from './systemd-reload.ts';

/** A mount that lasts: made now, and by /etc/fstab at every boot. */
export interface DesiredMount extends Omit<FstabMount, 'source'> {
  readonly source: MountSource;
  /** What the source is made of, e.g. a file system. */
  readonly on: readonly Ref[];
}

/** Seconds; a file system that was not unmounted cleanly replays its journal first. */
const MOUNT_DEADLINE = 300;

const live = ({ source, type, options }: FstabMount): string => `${source} (${type}) with ${options.join(',')}`;

const optionList = (differences: readonly OptionDifference[], side: keyof OptionDifference): string =>
  differences.map((difference) => difference[side]).join(',');

/** What the journal keeps of a mount that was there before jts looked after it. */
const WAS_MOUNTED = { mounted: true, made: [], immutable: false };

/** What an edit of /etc/fstab entails, where one is needed; the script leaves a right block as it is. */
const fstabEdit = ({ block, hasUnit }: MountState): Pick<Change, 'risk' | 'finish'> =>
  block === 'right' && hasUnit ? {} : { risk: 'boot', finish: [systemdReload] };

/** Brings jts's block back to what it was. */
const restoreBlock = ({ target }: KnownMount, { line }: MountState): Shell =>
  lines([line === undefined ? dropFstabBlock(target) : putFstabBlock(target, line), reloadSystemd]);

const makeMount = (wanted: KnownMount, state: MountState): Change => ({
  action: 'create',
  from: state.block === 'none' ? 'not mounted' : `not mounted, ${BLOCK[state.block]}`,
  to: `${live(wanted)}, also at boot`,
  reason: `nothing is mounted at ${wanted.target}`,
  run: lines([mountScript(wanted), putFstabBlock(wanted.target, fstabLine(wanted))]),
  deadline: MOUNT_DEADLINE,
  before: {
    mounted: false,
    made: state.missing,
    immutable: state.inside?.immutable ?? false,
  },
  revert: lines([
    unmountIfMounted(wanted.target),
    restoreBlock(wanted, state),
    clearMountPoint(wanted.target, state.missing, state.inside?.immutable ?? false),
  ]),
  ...fstabEdit(state),
});

const keepMount = (wanted: KnownMount, state: MountState): Change => ({
  action: 'update',
  from: `mounted, ${BLOCK[state.block]}`,
  to: 'mounted, also at boot',
  reason: `/etc/fstab has no line as wanted for ${wanted.target}`,
  run: putFstabBlock(wanted.target, fstabLine(wanted)),
  deadline: 120,
  before: WAS_MOUNTED,
  revert: restoreBlock(wanted, state),
  ...fstabEdit(state),
});

const remount = (wanted: KnownMount, state: MountState): Change => ({
  action: 'update',
  from: `mounted with ${optionList(state.differences, 'live')}`,
  to: `mounted with ${optionList(state.differences, 'wanted')}`,
  reason: 'the live options are not those wanted',
  run: lines([
    remountScript({ ...wanted, options: remountOptions(wanted.options) }),
    putFstabBlock(wanted.target, fstabLine(wanted)),
  ]),
  deadline: 120,
  before: WAS_MOUNTED,
  revert: lines([
    ...state.live.map(({ options }) => remountScript({ ...wanted, options: remountOptions(options) })),
    restoreBlock(wanted, state),
  ]),
  ...fstabEdit(state),
});

const readAgain = ({ target }: KnownMount): Change => ({
  action: 'update',
  from: 'in /etc/fstab, which systemd has not read since',
  to: `in /etc/fstab and in systemd as ${mountUnit(target)}`,
  reason: 'systemd makes its mount units from /etc/fstab when it is told to',
  run: sh`:`,
  deadline: 10,
  before: WAS_MOUNTED,
  finish: [systemdReload],
});

const diff = (desired: DesiredMount, facts: Facts, { base }: PlanContext): Verdict => {
  if (base === 'unseen') return later(`${desired.target} shows when what it is on is mounted`);
  const wanted = knownMount(desired, facts);
  if ('reason' in wanted) return refuse(wanted.reason, wanted.advice);
  const state = observeMount(wanted, facts);
  const refusal = refuseMount(wanted, state, facts);
  if (refusal !== undefined) return refusal;
  if (state.live.length === 0) return change(makeMount(wanted, state));
  if (state.differences.length > 0) return change(remount(wanted, state));
  if (state.block !== 'right') return change(keepMount(wanted, state));
  if (!state.hasUnit) return change(readAgain(wanted));
  return fine(`${wanted.source} is mounted at ${wanted.target} with the options wanted, also at boot`);
};

const actual = (mount: Mount | undefined, { isWanted, differences }: MountState, wanted: KnownMount): string => {
  if (mount === undefined) return 'not mounted';
  if (!isWanted || mount.type !== wanted.type) return `${mount.source} (${mount.type})`;
  if (differences.length === 0) return live(wanted);
  const { source, type } = wanted;
  return `${source} (${type}) with ${optionList(differences, 'live')} instead of ${optionList(differences, 'wanted')}`;
};

const checks = (desired: DesiredMount, facts: Facts): readonly Check[] => {
  const wanted = knownMount(desired, facts);
  if ('reason' in wanted) return [expectEqual(`mount ${desired.target} live`, 'mounted', wanted.reason)];
  const state = observeMount(wanted, facts);
  const name = mountUnit(wanted.target);
  const boot = (block: MountState['block'], made: boolean): string =>
    present(facts, fstab).units === undefined
      ? BLOCK[block]
      : `${BLOCK[block]}, ${made ? '' : 'no '}${name} in systemd`;
  return [
    expectEqual(`mount ${wanted.target} live`, live(wanted), actual(state.live.at(-1), state, wanted)),
    expectEqual(`mount ${wanted.target} at boot`, boot('right', true), boot(state.block, state.hasUnit)),
  ];
};

/** A mount, live and kept in /etc/fstab in a block with jts's marks; others' lines and data are never touched or hidden. */
export const mount = defineKind<DesiredMount>({
  kind: 'mount',
  parallelSafe: true,
  lane: 'fstab',
  id: ({ target }) => target,
  on: ({ on }) => on,
  reveals: true,
  needs: ({ source, target }) => [
    ...sourceNeeds(source),
    need(fstab, null),
    need(paths, { path: target, look: 'mount-point' }),
    ...ancestors(target).map((path) => need(paths, { path, look: 'node' })),
  ],
  diff,
  undo: undoMount,
  checks,
});
