import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { roundTripCheck } from '../../../roles/nas-nfs/round-trip-check.ts';
import type { ActiveCheck } from '../../../src/api.ts';
import { writeCheck } from '../../../src/checks/write.ts';
import { bundledRole } from '../roles/bundled.ts';
import { resourcesOf } from '../roles/planned.ts';
import { bash, bashText } from '../shell/bash.ts';

const HOT = '/var/lib/docker-jts';
const WARM = '/data/warm-storage/temp-processing';
const NAS = '/mnt/synology/jts';

const flowCheck = async (): Promise<ActiveCheck> => {
  const { checks } = resourcesOf(await bundledRole('tiering-timers'), {});
  const found = checks.find(({ id }) => id === 'flow through the tiers');
  if (found === undefined) throw new Error('tiering-timers has no such check');
  return found;
};

const TABLE: readonly (readonly [name: string, make: () => ActiveCheck | Promise<ActiveCheck>])[] = [
  ['write', () => writeCheck({ directory: NAS, user: 'root', group: 'root' })],
  ['round trip', () => roundTripCheck(NAS, '/mnt/synology')],
  ['flow', flowCheck],
];

describe('two hosts whose processes have the same number, on one NAS', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'jts-shared-'));
    for (const name of ['one', 'other', 'nas']) await mkdir(join(root, name));
  });
  afterEach(async () => {
    await rm(root, { recursive: true });
  });

  /** The host's own tiers are a folder each, the NAS is the same for both; what no test folder can do is left out. */
  const movedTo = (host: string): Readonly<Record<string, string>> => ({
    $$: '4711',
    [HOT]: join(root, host),
    [WARM]: join(root, host, 'warm'),
    [NAS]: join(root, 'nas'),
    'findmnt --types nfs,nfs4 --mountpoint': 'test -n',
    'findmnt --noheadings --raw --output FSTYPE --mountpoint': 'echo ext4',
    'iflag=direct ': '',
  });

  it.each(TABLE)('both pass the %s check when one makes it in the middle of the other', async (_, make) => {
    const check = await make();
    for (const host of ['one', 'other']) await mkdir(join(root, host, 'warm'));
    await writeFile(join(root, 'other.sh'), bashText(check.script, movedTo('other')));
    const run = `bash ${join(root, 'other.sh')} >${join(root, 'other.out')}; sync --`;

    const { status, stdout, stderr } = bash(check.script, { ...movedTo('one'), 'sync --': run });

    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(check.judge(stdout).outcome).toBe('pass');
    expect(check.judge(await readFile(join(root, 'other.out'), 'utf8')).outcome).toBe('pass');
    for (const folder of ['nas', 'one/warm', 'other/warm']) expect(await readdir(join(root, folder))).toEqual([]);
  });
});
