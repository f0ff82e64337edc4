import { accountName, fileMode, mountOptions, plainPath, timeSpan, Type, type Static } from 'jts';

const SIZE = '^[1-9][0-9]{0,5}(?:KiB|MiB)$';

const names = Type.Array(
  Type.String({ pattern: '^(?!\\.{1,2}$)[A-Za-z0-9_.@:+,=-]+$', description: 'Name of one directory.' }),
  { uniqueItems: true, description: 'Directories in it.' },
);

/** The cold tier: archives and market data on a NAS. */
export const Cold = Type.Object(
  {
    source: Type.String({
      pattern: '^(?:[A-Za-z0-9][A-Za-z0-9.-]*|\\[[0-9A-Fa-f:]+\\]):/[A-Za-z0-9_.@:+,=/-]*$',
      default: '192.168.1.101:/volume1/cocodev',
      description: 'What the NAS exports, as server:/path.',
    }),
    mount: plainPath('Mount point', { default: '/mnt/synology' }),
    version: Type.Enum(['3', '4', '4.1', '4.2'], { default: '4.1', description: 'Version of NFS, quoted: "4.1".' }),
    options: mountOptions({
      default: ['hard', 'noatime', 'nodev', 'nosuid', '_netdev', 'nofail', 'nconnect=4'],
    }),
    idleTimeout: timeSpan('How long it stays mounted without being used', { default: '600s' }),
    mountTimeout: timeSpan('How long a boot or a user of it waits for the NAS', { default: '30s' }),
    transfer: Type.String({
      pattern: SIZE,
      default: '128KiB',
      description: 'Least size of a read and of a write that the NAS has to agree to: 128KiB, 1MiB.',
    }),
    root: Type.String({
      pattern: '^(?!\\.{1,2}$)[A-Za-z0-9_.@:+,=-]+$',
      default: 'jts',
      description: 'Directory on the NAS that holds everything of jts.',
    }),
    directories: Type.Record(Type.String({ pattern: '^(?!\\.{1,2}$)[A-Za-z0-9_.@:+,=-]+$' }), names, {
      default: {
        archives: ['database', 'configs', 'strategies'],
        'market-data': ['raw', 'processed', 'indicators'],
        backtesting: ['datasets', 'results', 'reports'],
        models: ['training', 'models', 'validation'],
        development: ['datasets', 'notebooks', 'experiments'],
      },
      description: 'Directories in root, and those in each of them.',
    }),
    owner: Type.Optional(accountName('Owner of the directories; none: as the NAS has it, which squashes root.')),
    group: Type.Optional(accountName('Group of the directories; none: as the NAS has it.')),
    mode: fileMode('Mode of the directories', { default: '0755' }),
  },
  { additionalProperties: false, default: {}, description: 'Cold tier: archives and market data on a NAS, over NFS.' },
);

export type Cold = Static<typeof Cold>;

export const Vars = Type.Object({ cold: Cold });

export type Vars = Static<typeof Vars>;
