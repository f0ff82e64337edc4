import {
  accountName,
  directoryNames,
  DiskIdentity,
  fileMode,
  mountOptions,
  plainPath,
  timeSpan,
  Type,
  type Static,
} from 'jts';

/** The warm tier: backups, logs and temporary work on btrfs. */
export const Warm = Type.Object(
  {
    label: Type.String({
      pattern: '^[A-Za-z0-9_.-]{1,255}$',
      default: 'jts-warm-storage',
      description: 'Label of the btrfs; a btrfs with this label on the declared disk is used as it is.',
    }),
    mount: plainPath('Mount point', { default: '/data/warm-storage' }),
    options: mountOptions({ default: ['noatime', 'compress=zstd:3', 'nofail'] }),
    deviceTimeout: timeSpan('How long a boot waits for the disk to show up before it goes on without', {
      default: '10s',
    }),
    directories: directoryNames('Directories in it.', { default: ['daily-backups', 'logs', 'temp-processing'] }),
    owner: accountName('Owner of the directories.', { default: 'root' }),
    group: accountName('Group of the directories.', { default: 'root' }),
    mode: fileMode('Mode of the directories', { default: '0755' }),
  },
  { additionalProperties: false, default: {}, description: 'Warm tier: backups, logs and temporary work on btrfs.' },
);

export type Warm = Static<typeof Warm>;

/** Disks by what they are for; without `warm` the plan says what to declare. */
const Disks = Type.Object(
  { warm: Type.Optional(DiskIdentity) },
  { default: {}, description: 'Disks of the host, by lasting names.' },
);

export const Vars = Type.Object({ disks: Disks, warm: Warm });

export type Vars = Static<typeof Vars>;
