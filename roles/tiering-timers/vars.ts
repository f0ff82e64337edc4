import { plainPath, Type, type Static } from 'jts';
import { Hot } from '../nvme-lvm/vars.ts';
import { Cold } from '../nas-nfs/vars.ts';
import { Warm } from '../warm-btrfs/vars.ts';

const days = (description: string, usual: number) =>
  Type.Integer({ minimum: 0, maximum: 36_500, default: usual, description: `${description}, in days.` });

const percentage = (description: string, usual: number) =>
  Type.Integer({ minimum: 1, maximum: 99, default: usual, description });

/** When a timer goes off: systemd.time(7), "CALENDAR EVENTS". */
const calendar = (what: string, usual: string) =>
  Type.String({
    pattern: '^[A-Za-z0-9*:/.,~ -]{1,80}$',
    default: usual,
    description: `When ${what}, as systemd.time(7) writes it.`,
  });

const paths = (description: string, usual?: readonly string[]) =>
  Type.Array(plainPath('One path'), {
    ...(usual !== undefined && { default: [...usual] }),
    uniqueItems: true,
    description,
  });

const closed = (description: string) => ({ additionalProperties: false, default: {}, description });

const Logs = Type.Object(
  {
    sources: Type.Optional(paths('Directories with rotated logs; left out: the directories logs of the hot volumes.')),
    ageDays: days('Age at which a rotated log moves to the warm tier', 7),
    keepDays: days('How long the warm tier keeps a log', 30),
  },
  closed('Logs on their way from the hot to the warm tier.'),
);

const Backups = Type.Object(
  {
    snapshots: Type.Record(
      Type.String({ pattern: '^[A-Za-z0-9_.+][A-Za-z0-9_.+-]{0,63}$' }),
      Type.String({ pattern: '^[1-9][0-9]*(?:MiB|GiB|TiB)$', description: 'Room for what changes meanwhile: 5GiB.' }),
      {
        default: { lv_postgres: '5GiB', lv_clickhouse: '10GiB', lv_mongodb: '2GiB' },
        description: 'Volumes that are backed up from a snapshot, with the room that it gets; null: not that one.',
      },
    ),
    keep: Type.Integer({ minimum: 1, maximum: 1000, default: 3, description: 'Backups of a volume that always stay.' }),
    keepDays: days('How long the others stay in the warm tier', 7),
    ageDays: days('Age at which anything else in daily-backups moves to the cold tier', 30),
  },
  closed('Backups of volumes in the warm tier, and their way to the cold one.'),
);

const Archive = Type.Object(
  {
    keepDays: days('How long the NAS keeps an archive; 0: for good', 0),
    configs: paths('Files and directories that are archived as configuration.', [
      '/etc/jts',
      '/etc/fstab',
      '/etc/postgresql',
      '/etc/clickhouse-server',
    ]),
    development: paths('Directories that are mirrored to development on the NAS.', []),
    maxDelete: Type.Integer({
      minimum: 0,
      maximum: 1_000_000_000,
      default: 1000,
      description: 'Most files that a mirror may lose in one run; more, and nothing is deleted.',
    }),
  },
  closed('Archives on the NAS.'),
);

const Health = Type.Object(
  {
    warning: percentage('Use of a file system or volume group, in percent, above which health is WARNING.', 80),
    critical: percentage('Use, in percent, above which it is CRITICAL.', 90),
  },
  closed('When the health check complains.'),
);

const Schedule = Type.Object(
  {
    tieredStorage: calendar('logs and backups move and old ones go', '*-*-* 02:30:00'),
    lvmBackup: calendar('volumes are backed up', '*-*-* 01:00:00'),
    nasArchival: calendar('the NAS gets its archives', 'Sun *-*-* 04:00:00'),
    storageHealth: calendar('health is checked', '*:0/15'),
    btrfsScrub: calendar('btrfs reads and checks everything it holds', '*-*-01 05:00:00'),
  },
  closed('When the timers go off.'),
);

const Performance = Type.Object(
  {
    measure: Type.Boolean({
      default: false,
      description: 'Whether a validation measures the tiers with fio: not while the market is open.',
    }),
    size: Type.String({ pattern: '^[1-9][0-9]{0,4}[KMG]$', default: '256M', description: 'Size of the file: 256M.' }),
    seconds: Type.Integer({ minimum: 1, maximum: 600, default: 10, description: 'How long each test takes.' }),
    hotIops: Type.Number({ minimum: 0, default: 50_000, description: 'Least random reads of 4 KiB a second, hot.' }),
    warmWrite: Type.Number({ minimum: 0, default: 200, description: 'Least sequential writing, warm, in MB/s.' }),
    coldWrite: Type.Number({ minimum: 0, default: 100, description: 'Least sequential writing, cold, in MB/s.' }),
  },
  closed('What the tiers have to reach.'),
);

/** The scripts that look after the tiers, and when they run. */
export const Tiering = Type.Object(
  {
    logs: Logs,
    backups: Backups,
    temporaryKeepDays: days('How long temp-processing keeps a file', 3),
    dockerKeepDays: days("How long Docker's dangling images and its build cache stay", 7),
    archive: Archive,
    health: Health,
    networkTimeout: Type.Integer({
      minimum: 1,
      maximum: 600,
      default: 10,
      description: 'Seconds after which the NAS counts as not there.',
    }),
    webhook: Type.Optional(
      Type.String({
        pattern: '^https?://[!-~]{1,1000}$',
        description: 'Address that gets a POST when a run fails; none: the journal alone.',
      }),
    ),
    schedule: Schedule,
    performance: Performance,
  },
  closed('Scripts that move data between the tiers, and their timers.'),
);

export type Tiering = Static<typeof Tiering>;

export const Vars = Type.Object({ hot: Hot, warm: Warm, cold: Cold, tiering: Tiering });

export type Vars = Static<typeof Vars>;
