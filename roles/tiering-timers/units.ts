import { mountUnit } from 'jts';
import { hotMounts } from './conf.ts';
import type { Vars } from './vars.ts';

/** Where the scripts of the role are on a host: root's own place, which no service may write to. */
export const SCRIPTS = '/usr/local/lib/jts';

/** A unit file by its name. */
export interface UnitText {
  readonly name: string;
  readonly content: string;
}

/** Something that runs by a timer. */
interface Job {
  readonly name: string;
  readonly description: string;
  /** One after the other, as long as each ends well. */
  readonly commands: readonly string[];
  readonly calendar: string;
  /** Most by which a start is put off, so that not all hosts come at once: systemd.time(7). */
  readonly spread: string;
  readonly timeout: string;
  /** Exit statuses that are no failure besides 0. */
  readonly success: string;
  /** A mount without which there is nothing to do. */
  readonly mount?: string;
}

const section = (name: string, lines: readonly (string | undefined)[]): string =>
  [`[${name}]`, ...lines.filter((line) => line !== undefined)].map((line) => `${line}\n`).join('');

const unit = (name: string, sections: readonly string[]): UnitText => ({
  name,
  content: `# Written by jts.\n${sections.join('\n')}`,
});

/** A boot does not wait for mounts that may fail; a job that came before them would find the tiers missing. */
const mountsFirst = (vars: Vars): string =>
  ['local-fs.target', 'remote-fs.target', ...tierMounts(vars).map(mountUnit)].join(' ');

const service = (vars: Vars, { name, description, commands, timeout, success, mount }: Job): UnitText =>
  unit(`${name}.service`, [
    section('Unit', [
      `Description=${description}`,
      `After=${mountsFirst(vars)}`,
      `RequiresMountsFor=${SCRIPTS} /var/lib/jts`,
      mount === undefined ? undefined : `ConditionPathIsMountPoint=${mount}`,
      'OnFailure=jts-alert@%n.service',
    ]),
    section('Service', [
      'Type=oneshot',
      ...commands.map((command) => `ExecStart=${command}`),
      `SuccessExitStatus=${success}`,
      `TimeoutStartSec=${timeout}`,
      'Nice=19',
      'IOSchedulingClass=idle',
      'IOWeight=10',
    ]),
  ]);

const timer = ({ name, description, calendar, spread }: Job): UnitText =>
  unit(`${name}.timer`, [
    section('Unit', [`Description=${description}, by the clock`]),
    section('Timer', [`OnCalendar=${calendar}`, 'Persistent=true', `RandomizedDelaySec=${spread}`]),
    section('Install', ['WantedBy=timers.target']),
  ]);

/** Mounts of the tiers that are made at boot; the NAS is mounted when it is used. */
const tierMounts = (vars: Vars): readonly string[] => [...hotMounts(vars), vars.warm.mount];

/** A tier that is not there is no failure: the health check tells of it. */
const SKIPPED = '75';

const jobsOf = ({ warm, tiering: { schedule } }: Vars): readonly Job[] => [
  {
    name: 'tiered-storage',
    description: 'Move logs and backups to the tier they belong to',
    commands: [`${SCRIPTS}/tiered-storage.sh all`],
    calendar: schedule.tieredStorage,
    spread: '15min',
    timeout: '8h',
    success: SKIPPED,
  },
  {
    name: 'lvm-backup',
    description: 'Back up volumes from snapshots',
    // Old backups make room for new ones.
    commands: [`${SCRIPTS}/lvm-backup.sh cleanup`, `${SCRIPTS}/lvm-backup.sh create`],
    calendar: schedule.lvmBackup,
    spread: '15min',
    timeout: '12h',
    success: SKIPPED,
  },
  {
    name: 'nas-archival',
    description: 'Archive databases and configuration on the NAS',
    commands: [`${SCRIPTS}/nas-archival.sh all`],
    calendar: schedule.nasArchival,
    spread: '1h',
    timeout: '24h',
    success: SKIPPED,
  },
  {
    name: 'storage-health',
    description: 'Check the health of the storage tiers',
    commands: [`${SCRIPTS}/storage-health.sh check`],
    calendar: schedule.storageHealth,
    spread: '1min',
    timeout: '5min',
    // 1 is WARNING: it is in the journal, and nobody is woken up.
    success: '1',
  },
  {
    name: 'btrfs-scrub',
    description: 'Read and check everything on the warm tier',
    commands: [`/usr/bin/btrfs scrub start -B -- ${warm.mount}`],
    calendar: schedule.btrfsScrub,
    spread: '1h',
    timeout: '48h',
    success: '0',
    mount: warm.mount,
  },
];

const alert: UnitText = unit('jts-alert@.service', [
  section('Unit', ['Description=Tell that %i failed']),
  section('Service', ['Type=oneshot', `ExecStart=${SCRIPTS}/alert.sh %i`, 'TimeoutStartSec=2min']),
]);

/** What one job is called, and its unit files. */
export interface ScheduledJob {
  readonly service: UnitText;
  readonly timer: UnitText;
}

export const scheduledJobs = (vars: Vars): readonly ScheduledJob[] =>
  jobsOf(vars).map((job) => ({ service: service(vars, job), timer: timer(job) }));

export const alertUnit = alert;
