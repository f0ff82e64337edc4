import { ancestors, btrfs, defineRole, directory, mount, systemPackages, writeCheck } from 'jts';
import { deviceStatsCheck } from './device-stats-check.ts';
import { Vars } from './vars.ts';

export default defineRole({
  name: 'warm-btrfs',
  summary: 'Compressed btrfs of the warm tier, its mount and its directories.',
  tier: 'warm',
  after: [],
  parallelSafe: true,
  vars: Vars,
  desired: ({ disks, warm }) => {
    const disk = { variable: 'disks.warm', identity: disks.warm };
    const { owner, group, mode } = warm;
    return [
      systemPackages({
        packages: [
          { name: 'btrfs-progs', command: 'mkfs.btrfs' },
          { name: 'fdisk', command: 'sfdisk' },
        ],
        dataOn: disk,
      }),
      btrfs({ disk, label: warm.label }),
      mount({
        source: disk,
        target: warm.mount,
        type: 'btrfs',
        options: [...warm.options, `x-systemd.device-timeout=${warm.deviceTimeout}`],
        // btrfs checks itself when it is mounted; fsck.btrfs does nothing.
        pass: 0,
        on: [btrfs.ref(warm.label), ...ancestors(warm.mount).map(mount.ref)],
      }),
      ...warm.directories.map((name) =>
        directory({ path: `${warm.mount}/${name}`, owner, group, mode, mount: warm.mount }),
      ),
    ];
  },
  checks: ({ warm }) => [
    deviceStatsCheck(warm.mount),
    ...warm.directories.map((name) =>
      writeCheck({ directory: `${warm.mount}/${name}`, user: warm.owner, group: warm.group }),
    ),
  ],
});
