import { fstab } from '../facts/fstab.ts';
import { mounts, type Mount } from '../facts/mounts.ts';
import { paths } from '../facts/paths.ts';
import { present } from '../facts/present.ts';
import { units } from '../facts/units.ts';
import { expectEqual, type Check } from '../model/check.ts';
import { need, type Facts } from '../model/fact.ts';
import { fieldOf, textsOf } from '../model/json.ts';
import { fstabLine, type FstabMount } from '../model/fstab-text.ts';
import { ancestors } from '../model/path.ts';
import { change, defineKind, fine, refuse, unreadable, type Json, type Verdict } from '../model/resource.ts';
import { automountUnit } from '../model/unit-name.ts';
import { automountScript, stopAutomount } from '../shell/automount-script.ts';
import { dropFstabBlock, putFstabBlock } from '../shell/fstab-block.ts';
import { clearMountPoint, honestOptions } from '../shell/mount-script.ts';
import { reloadSystemd } from '../shell/reload-systemd.ts';
import { lines, sh, type Shell } from '../shell/sh.ts';
import { refuseMount, refuseSpoiltFstab } from './mount-refusal.ts';
import type { KnownMount } from './mount-source.ts';
import { BLOCK, observeMount, type MountState } from './mount-state.ts';
import { systemdReload } from './systemd-reload.ts';

/** A network file system that is mounted when it is used; `source` is `server:/path`, and `pass` is 0. */
export type DesiredNetworkMount = FstabMount;

/** Seconds; a server has a minute for each of the two mounts that prove it. */
const MOUNT_DEADLINE = 400;

const known = (wanted: DesiredNetworkMount): KnownMount => ({ ...wanted, names: [wanted.source] });

/** What is there beyond any mount: an automount point that is active, and a server that answers. */
interface NetworkState extends MountState {
  /** Also true where no systemd runs. */
  readonly isAutomount: boolean;
  readonly answers: boolean;
}

const observe = (wanted: DesiredNetworkMount, facts: Facts): NetworkState => {
  const { target } = wanted;
  const unit = facts.value(units);
  return {
    ...observeMount(known(wanted), facts),
    isAutomount: unit === undefined || unit[automountUnit(target)]?.active === 'active',
    answers: present(facts, mounts).answers[target] === true,
  };
};

const live = ({ source, type, options }: DesiredNetworkMount): string =>
  `${source} (${type}) with ${options.join(',')}`;

const mountWords = ({ source }: DesiredNetworkMount, { live: found, differences }: NetworkState): string => {
  if (found.length === 0) return 'not mounted';
  if (differences.length === 0) return `${source} mounted`;
  return `${source} mounted with ${differences.map((difference) => difference.live).join(',')}`;
};

const now = (wanted: DesiredNetworkMount, state: NetworkState): string =>
  [
    mountWords(wanted, state),
    ...(state.block === 'none' && state.live.length === 0 ? [] : [BLOCK[state.block]]),
    ...(state.isAutomount || state.block === 'none' ? [] : ['no automount point']),
  ].join(', ');

const hasAll = ({ block, hasUnit, isAutomount }: NetworkState): boolean => block === 'right' && hasUnit && isAutomount;

/** Takes the automount point and the mount away, and brings jts's block in fstab back to what it was. */
const revert = ({ target }: DesiredNetworkMount, { line, missing, inside }: NetworkState): Shell =>
  lines([
    stopAutomount(target),
    line === undefined ? dropFstabBlock(target) : putFstabBlock(target, line),
    reloadSystemd,
    clearMountPoint(target, missing, inside?.immutable ?? false),
  ]);

const diff = (wanted: DesiredNetworkMount, facts: Facts): Verdict => {
  const { source, target } = wanted;
  const state = observe(wanted, facts);
  const refusal = refuseMount(known(wanted), state, facts);
  if (refusal !== undefined) return refusal;
  const isMounted = state.live.length > 0;
  if (isMounted && !state.answers) return unreadable(`${source}, mounted at ${target}, does not answer`);
  if (hasAll(state) && !isMounted)
    return unreadable(`${source} does not answer: nothing could be mounted at ${target}`);
  if (hasAll(state) && state.differences.length === 0) return fine(`${source} is mounted at ${target} when it is used`);
  return change({
    action: isMounted || state.block !== 'none' ? 'update' : 'create',
    from: now(wanted, state),
    to: `${live(wanted)}, mounted when it is used, also at boot`,
    reason: isMounted ? `${target} is not mounted as wanted` : `nothing is mounted at ${target}`,
    run: automountScript(wanted, fstabLine(wanted)),
    deadline: MOUNT_DEADLINE,
    before: {
      mounted: isMounted && state.block === 'none',
      made: state.missing,
      immutable: state.inside?.immutable ?? false,
    },
    revert: revert(wanted, state),
    risk: 'boot',
  });
};

const mountAgain = ({ source, target, type, options }: DesiredNetworkMount) =>
  sh`timeout -k 5 60 mount -t ${type} -o ${honestOptions(options)} -- ${source} ${target}`;

/** Takes away the automount point, the mount and jts's block in fstab; what is on the server stays. */
const undo = (wanted: DesiredNetworkMount, facts: Facts, before: Json | undefined): Verdict => {
  const { source, target } = wanted;
  const state = observe(wanted, facts);
  if (before === undefined && state.block === 'none') return fine(`${target} is not mounted by jts`);
  const spoilt = refuseSpoiltFstab(target, facts);
  if (spoilt !== undefined) return spoilt;
  const isMounted = state.live.length > 0;
  if (isMounted && !state.isWanted) {
    const found = state.live.map((mount) => mount.source).join(', then ');
    return refuse(
      `${found} is mounted at ${target}, not ${source} alone`,
      `See what it is; unmount it: umount ${target}`,
    );
  }
  const made = textsOf(before, 'made');
  const wasImmutable = fieldOf(before, 'immutable') === true;
  const wasMounted = fieldOf(before, 'mounted') === true;
  if (isMounted && !wasMounted && !state.answers) {
    return refuse(
      `${source}, mounted at ${target}, does not answer, so it cannot be unmounted`,
      `Bring the server back and run again. Only where what still waits to be written to it may be lost: umount -f ${target}`,
    );
  }
  const isAutomount = facts.value(units) !== undefined && state.isAutomount;
  const isLeft =
    (isMounted && !wasMounted) ||
    isAutomount ||
    state.block !== 'none' ||
    (state.inside?.immutable === true && !wasImmutable) ||
    (made.includes(target) && state.inside?.holds === 'nothing');
  if (!isLeft) return fine(`nothing is left of the mount at ${target}`);
  return change({
    action: 'remove',
    from: [mountWords(wanted, state), ...(state.block === 'none' ? [] : ['in /etc/fstab'])].join(', '),
    to: wasMounted ? 'mounted by hand, as before jts' : 'not mounted; what is on the server stays',
    reason: `jts mounted ${target}`,
    run: lines([
      stopAutomount(target),
      dropFstabBlock(target),
      wasMounted ? mountAgain(wanted) : clearMountPoint(target, made, wasImmutable),
    ]),
    deadline: 200,
    before: null,
    risk: 'boot',
    finish: [systemdReload],
  });
};

const actual = (mount: Mount | undefined, wanted: DesiredNetworkMount, state: NetworkState): string => {
  if (mount === undefined) return state.isAutomount ? 'nothing mounted: the server does not answer' : 'not mounted';
  if (!state.isWanted) return `${mount.source} (${mount.type})`;
  if (!state.answers) return 'mounted, and the server does not answer';
  if (state.differences.length === 0) return live(wanted);
  const list = (side: 'live' | 'wanted') => state.differences.map((difference) => difference[side]).join(',');
  return `${wanted.source} (${wanted.type}) with ${list('live')} instead of ${list('wanted')}`;
};

const checks = (wanted: DesiredNetworkMount, facts: Facts): readonly Check[] => {
  const state = observe(wanted, facts);
  const { target } = wanted;
  const boot = (block: MountState['block'], isThere: boolean): string =>
    `${BLOCK[block]}, ${isThere ? '' : 'no '}${automountUnit(target)} in systemd`;
  return [
    expectEqual(`mount ${target} live`, live(wanted), actual(state.live.at(-1), wanted, state)),
    expectEqual(`mount ${target} at boot`, boot('right', true), boot(state.block, state.hasUnit && state.isAutomount)),
  ];
};

/** A network file system with an automount point, kept in /etc/fstab in a block with jts's marks; proved by mounting it. */
export const networkMount = defineKind<DesiredNetworkMount>({
  kind: 'network-mount',
  parallelSafe: true,
  lane: 'fstab',
  id: ({ target }) => target,
  reveals: true,
  needs: ({ target }) => [
    need(mounts, { network: target }),
    need(fstab, null),
    need(units, automountUnit(target)),
    need(paths, { path: target, look: 'mount-point' }),
    ...ancestors(target).map((path) => need(paths, { path, look: 'node' })),
  ],
  diff,
  undo,
  checks,
});
