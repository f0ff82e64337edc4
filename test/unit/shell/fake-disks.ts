import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { lines, sh, type Shell } from '../../../src/shell/sh.ts';
import { bash } from './bash.ts';

export interface FakeDisk {
  readonly name: string;
  readonly serial?: string;
  readonly wwn?: string;
  readonly bytes?: number;
  readonly readOnly?: boolean;
  readonly partitions?: readonly string[];
  readonly holders?: readonly string[];
  readonly links?: readonly string[];
}

/** What the commands of a host with these disks say. */
export interface FakeHost {
  readonly disks: readonly FakeDisk[];
  /** Lines of /proc/self/mounts and /proc/swaps; `DEV` is the folder in the place of /dev. */
  readonly mounts?: string;
  readonly swaps?: string;
  readonly busy?: string;
  /** What `wipefs --parsable` finds. */
  readonly written?: string;
}

const pairs = ({ name, serial = '', wwn = '' }: FakeDisk): string =>
  `KNAME="${name}" TYPE="disk" SERIAL="${serial}" WWN="${wwn}"`;

/** Runs a script on a host that is made of files below a temporary folder. */
export const onFakeHost = (script: Shell, host: FakeHost): ReturnType<typeof bash> => {
  const root = mkdtempSync(join(tmpdir(), 'jts-disks-'));
  const put = (path: string, text = '') => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  for (const { name, bytes = 4096, readOnly = false, partitions = [], holders = [], links = [] } of host.disks) {
    for (const [index, node] of [name, ...partitions].entries()) {
      put(`dev/${node}`);
      put(`sys/class/block/${node}/size`, `${bytes / 512}\n`);
      put(`sys/class/block/${node}/ro`, readOnly ? '1\n' : '0\n');
      if (index === 0) continue;
      put(`sys/class/block/${node}/partition`, `${index}\n`);
      put(`sys/class/block/${name}/${node}/partition`, `${index}\n`);
    }
    for (const holder of holders) put(`sys/class/block/${name}/holders/${holder}`);
    for (const link of links) {
      put(`dev/disk/by-id/.keep`);
      symlinkSync(`../../${name}`, join(root, `dev/disk/by-id/${link}`));
    }
  }
  put('proc/self/mounts', host.mounts?.replaceAll('DEV', `${root}/dev`));
  put('proc/swaps', host.swaps?.replaceAll('DEV', `${root}/dev`));
  const commands = sh`
    lsblk() { printf '%s\n' ${host.disks.map(pairs).join('\n')}; }
    perl() { printf '%s' ${host.busy ?? ''}; }
    wipefs() { printf '%s' ${host.written ?? ''}; }
  `;
  try {
    const moved = { '/sys/class': `${root}/sys/class`, '/proc/': `${root}/proc/`, '/dev/': `${root}/dev/` };
    const { stdout, stderr, ...rest } = bash(lines([commands, script]), moved);
    return { ...rest, stdout: stdout.replaceAll(root, ''), stderr: stderr.replaceAll(root, '') };
  } finally {
    rmSync(root, { recursive: true });
  }
};
