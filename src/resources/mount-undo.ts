import { fstab } from '../facts/fstab.ts';
import { present } from '../facts/present.ts';
import type { Facts } from '../model/fact.ts';
import type { FstabMount } from '../model/fstab-text.ts';
import { fieldOf, textsOf } from '../model/json.ts';
import { change, fine, refuse, type Json, type Verdict } from '../model/resource.ts';
import { dropFstabBlock } from '../shell/fstab-block.ts';
import { clearMountPoint, unmountScript } from '../shell/mount-script.ts';
import { lines, type Shell } from '../shell/sh.ts';
import { refuseSpoiltFstab } from './mount-refusal.ts';
import { knownMount, type KnownMount, type MountSource } from './mount-source.ts';
import { observeMount, type MountState } from './mount-state.ts';
import { systemdReload } from './systemd-reload.ts';

/** What is still there of a mount that jts made. */
const leftOver = ({ target }: FstabMount, state: MountState, before: Json | undefined) => {
  const made = textsOf(before, 'made');
  const wasImmutable = fieldOf(before, 'immutable') === true;
  return {
    mounted: state.live.length > 0 && fieldOf(before, 'mounted') !== true,
    block: state.block !== 'none',
    immutable: state.inside?.immutable === true && !wasImmutable,
    directory: made.includes(target) && state.inside?.holds === 'nothing',
    made,
    wasImmutable,
  };
};

/** The mount that jts made; where its disk is gone, its source is called as jts's block in fstab calls it. */
const stillKnown = (
  desired: Omit<FstabMount, 'source'> & { readonly source: MountSource },
  facts: Facts,
): KnownMount => {
  const known = knownMount(desired, facts);
  if (!('reason' in known)) return known;
  const { blocks, entries } = present(facts, fstab);
  const block = blocks.find(({ target }) => target === desired.target);
  const entry = entries.find(({ line }) => block !== undefined && line > block.first && line < block.last);
  const source = entry?.source ?? 'a disk that is not there';
  return { ...desired, source, names: [source] };
};

/** Unmounts, takes jts's block out of fstab and leaves the mount point as it was; data stays on the volume. */
export const undoMount = (
  desired: Omit<FstabMount, 'source'> & { readonly source: MountSource },
  facts: Facts,
  before: Json | undefined,
): Verdict => {
  const wanted = stillKnown(desired, facts);
  const { target, source } = wanted;
  const state = observeMount(wanted, facts);
  if (before === undefined && state.block === 'none') return fine(`${target} is not mounted by jts`);
  const spoilt = refuseSpoiltFstab(target, facts);
  if (spoilt !== undefined) return spoilt;
  const left = leftOver(wanted, state, before);
  const mounted = state.live.length > 0;
  if (left.mounted && !state.isWanted) {
    const found = state.live.map((mount) => mount.source).join(', then ');
    return refuse(
      `${found} is mounted at ${target}, not ${source} alone`,
      `See what it is; unmount it: umount ${target}`,
    );
  }
  if (!left.mounted && !left.block && !left.immutable && !left.directory) {
    return fine(`nothing is left of the mount at ${target}`);
  }
  const steps: readonly Shell[] = [
    ...(left.mounted ? [unmountScript(target)] : []),
    dropFstabBlock(target),
    ...(mounted && !left.mounted ? [] : [clearMountPoint(target, left.made, left.wasImmutable)]),
  ];
  return change({
    action: 'remove',
    from: [mounted ? `${source} mounted` : 'not mounted', ...(left.block ? ['in /etc/fstab'] : [])].join(', '),
    to: left.mounted ? 'not mounted; its data stays on the volume' : `${mounted ? '' : 'not '}mounted, as before jts`,
    reason: `jts mounted ${target}`,
    run: lines(steps),
    deadline: 120,
    before: null,
    risk: 'boot',
    finish: [systemdReload],
  });
};
