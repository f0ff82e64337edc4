import { describe, expect, it } from 'vitest';
import { beginMark, endMark, fstabLine } from '../../../src/model/fstab-text.ts';
import type { Json } from '../../../src/model/resource.ts';
import { mount } from '../../../src/resources/mount.ts';
import { changeOf, hostFacts, there, told, type HostInWords } from './mounts-host.ts';

const T = '/data/local-backup';
const SOURCE = '/dev/mapper/vg_jts-lv_local_backup';
const wanted = { source: SOURCE, target: T, type: 'ext4', options: ['noatime'], pass: 2, on: [] };
const BLOCK = [beginMark(T), fstabLine(wanted), endMark(T), ''].join('\n');
const LIVE = `/ ${T} rw,noatime - ext4 ${SOURCE} rw`;
const made: Json = { mounted: false, made: ['/data', T], immutable: false };
const found: Json = { mounted: true, made: [], immutable: false };

const applied: HostInWords = {
  nodes: { '/data': 'root:root 0755', [T]: 'root:root 0755' },
  mounts: [LIVE],
  fstab: BLOCK,
};
const unmounted: HostInWords = { ...applied, mounts: [], inside: { [T]: { immutable: true } } };
const GONE = 'not mounted; its data stays on the volume';

const undo = (host: HostInWords, before?: Json) => mount.kind.undo(wanted, hostFacts(host), before, there);

describe('taking a mount away', () => {
  it.each<[string, HostInWords, Json | undefined, string]>([
    ['that jts made', applied, made, `remove: ${SOURCE} mounted, in /etc/fstab -> ${GONE}`],
    ['whose journal is lost, by its block', applied, undefined, `remove: ${SOURCE} mounted, in /etc/fstab -> ${GONE}`],
    ['whose block is gone', { ...applied, fstab: '' }, made, `remove: ${SOURCE} mounted -> ${GONE}`],
    ['that was mounted before', applied, found, `remove: ${SOURCE} mounted, in /etc/fstab -> mounted, as before jts`],
    [
      'that is not mounted any more',
      unmounted,
      made,
      'remove: not mounted, in /etc/fstab -> not mounted, as before jts',
    ],
    [
      'of which only the immutable mount point is left',
      { ...unmounted, fstab: '' },
      made,
      'remove: not mounted -> not mounted, as before jts',
    ],
    [
      'of which only the empty mount point is left',
      { ...unmounted, fstab: '', inside: { [T]: {} } },
      made,
      'remove: not mounted -> not mounted, as before jts',
    ],
    ['of which nothing is left', {}, made, `fine: nothing is left of the mount at ${T}`],
    [
      'of which a mount point is left that holds something',
      { ...unmounted, fstab: '', inside: { [T]: { holds: 'files' } } },
      made,
      `fine: nothing is left of the mount at ${T}`,
    ],
    [
      'that is not of jts',
      { ...applied, fstab: `${SOURCE} ${T} ext4 noatime 0 2` },
      undefined,
      `fine: ${T} is not mounted by jts`,
    ],
    [
      'over which something else is mounted',
      { ...applied, mounts: [LIVE, `/ ${T} rw - tmpfs tmpfs rw`] },
      made,
      `refused: ${SOURCE}, then tmpfs is mounted at ${T}, not ${SOURCE} alone | See what it is; unmount it: umount ${T}`,
    ],
    [
      'with half a block',
      { ...applied, fstab: endMark(T) },
      made,
      `refused: /etc/fstab line 1 ends a block of jts that never began | Leave there either nothing or a whole block: the two marks and between them the one line for ${T}.`,
    ],
  ])('%s', (_, host, before, expected) => {
    expect(told(undo(host, before))).toBe(expected);
  });

  it('unmounts first and never lazily, then edits fstab, then removes what it made, the innermost first', () => {
    const { run, finish } = changeOf(undo(applied, made));
    const steps = [`umount -- "$target"`, 'fstab=', `chattr -i -- ${T}`, `made=(${T} /data)`].map((step) =>
      run.text.indexOf(step),
    );
    expect(steps).toEqual(steps.toSorted((a, b) => a - b));
    expect(steps).not.toContain(-1);
    expect(run.text).not.toMatch(/umount -[a-z]*[lf]/);
    expect(finish?.map(({ id }) => id)).toEqual(['systemd-daemon-reload']);
  });

  it('leaves a mount alone that was there before', () => {
    const { run } = changeOf(undo(applied, found));
    expect(run.text).not.toMatch(/umount|chattr|rmdir/);
  });

  it('leaves a mount point immutable that was so before', () => {
    const { run } = changeOf(undo(applied, { mounted: false, made: [], immutable: true }));
    expect(run.text).not.toContain('chattr');
  });
});
