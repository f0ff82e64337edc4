import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { diskDigest } from '../lab/disks.ts';
import { run } from '../lab/guest.ts';
import type { HostName } from '../lab/hosts.ts';
import { jts, labInventory, type Outcome } from './jts.ts';

/** Runs a command on a host of the lab as root, beside jts, and fails the test when it fails. */
export const onHost = async (host: HostName, command: string): Promise<string> => {
  const { code, stdout, stderr } = await run(host, command);
  expect({ command, code, stderr: code === 0 ? '' : stderr }).toEqual({ command, code: 0, stderr: '' });
  return stdout;
};

const TIMERS = ['tiered-storage', 'lvm-backup', 'nas-archival', 'storage-health', 'btrfs-scrub'];

/** Lets the timers of a host go off at new year only, until its next boot: their jobs would meet what a test is at. */
export const putTimersOff = async (host: HostName): Promise<void> => {
  const later = String.raw`printf '[Timer]\nOnCalendar=\nOnCalendar=yearly\n'`;
  await onHost(
    host,
    `cd /run/systemd/system && for timer in ${TIMERS.join(' ')}; do mkdir -p $timer.timer.d && ${later} >$timer.timer.d/later.conf || exit; done &&
    systemctl daemon-reload && systemctl restart ${TIMERS.map((timer) => `${timer}.timer`).join(' ')}`,
  );
};

/** Digests of the disks of a host that nothing may ever touch. */
export const bystanders = async (host: HostName): Promise<Readonly<Record<string, string>>> => ({
  decoy: await diskDigest(host, 'decoy'),
  sata1: await diskDigest(host, 'sata1'),
});

/** What the kernel numbers anew at every boot, in the order in which systemd happened to mount. */
const BOOTS_OWN = new Set(['id', 'parent', 'device']);

/** What the kernel makes as large as its memory allows, which a disk that is there when it boots makes a little smaller. */
const SIZED_AT_BOOT = new Set(['/dev', '/run']);

const isNoSize = (option: string): boolean => !/^(size|nr_inodes)=/.test(option);

interface Mount {
  readonly target: string;
  readonly superOptions: readonly string[];
}

const byTarget = (one: { readonly target: string }, other: { readonly target: string }): number =>
  one.target < other.target ? -1 : 1;

/** Everything that jts reads from a host, as it is to be again after a rollback and a reboot. */
export const factsOf = async (host: HostName, folder: string): Promise<unknown> => {
  const { code, stdout, stderr } = await jts(['facts', host, '-i', labInventory], { folder });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const facts = JSON.parse(stdout) as { mounts: { value: { all: Mount[]; of: object; answers: object } } };
  const { all, of, answers } = facts.mounts.value;
  const mounts = all.toSorted(byTarget).map((mount) => {
    const kept = Object.entries(mount).filter(([key]) => !BOOTS_OWN.has(key));
    const isSized = SIZED_AT_BOOT.has(mount.target);
    return { ...Object.fromEntries(kept), ...(isSized && { superOptions: mount.superOptions.filter(isNoSize) }) };
  });
  return { ...facts, mounts: { all: mounts, of, answers } };
};

/** Digest of the names, sizes, owners, modes and times of all files that a run could touch outside its volumes. */
export const listingOf = async (host: HostName): Promise<string> => {
  const folders = '/etc /data /srv /usr/local /var/lib/jts /var/lib/postgresql /var/lib/redis /var/lib/dpkg/status';
  const listing = await onHost(
    host,
    `find ${folders} -xdev -printf '%p %y %s %m %u %g %T@ %l\\n' 2>/dev/null | sort; lsblk -J -o NAME,FSTYPE,UUID,MOUNTPOINTS`,
  );
  return createHash('sha256').update(listing).digest('hex');
};

interface CheckFound {
  readonly id: string;
  readonly outcome: string;
  readonly expected: string;
  readonly actual: string;
}

interface RefusalFound {
  readonly resource: string;
  readonly reason: string;
  readonly advice?: string;
}

interface HostReportFound {
  readonly outcome: string;
  readonly failure?: { readonly message: string };
  readonly plays: readonly {
    readonly roles: readonly {
      readonly role: string;
      readonly changes: readonly {
        readonly resource: string;
        readonly outcome: string;
        readonly from: string;
        readonly to: string;
      }[];
      readonly checks: readonly CheckFound[];
      readonly refusals: readonly RefusalFound[];
    }[];
  }[];
}

/** The events that a run with `--json` printed; every line must be one. */
export const eventsOf = ({ stdout, stderr }: Outcome): readonly Readonly<Record<string, unknown>>[] => {
  expect(stdout, stderr).not.toBe('');
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
};

/** The report of a host of a run with `--json`, of the only one where none is named. */
export const reportOf = (outcome: Outcome, name?: HostName): HostReportFound => {
  const ended = eventsOf(outcome).find(
    ({ event, host }) => event === 'host-ended' && (name === undefined || host === name),
  );
  expect(ended, outcome.stderr).toBeDefined();
  return ended?.['report'] as HostReportFound;
};

/** When the first change of a role began and the last one ended on a host, in milliseconds; without a role, of all of them. */
export const spanOf = (outcome: Outcome, host: HostName, role?: string): readonly [from: number, to: number] => {
  const times = eventsOf(outcome)
    .filter((event) => event['host'] === host && (role === undefined || event['role'] === role))
    .filter(({ event }) => event === 'change-started' || event === 'change-ended')
    .map(({ time }) => Date.parse(String(time)));
  expect(times.length).toBeGreaterThan(1);
  return [Math.min(...times), Math.max(...times)];
};

/** Whether two spans have a time in common. */
export const overlap = (one: readonly [number, number], other: readonly [number, number]): boolean =>
  one[0] < other[1] && other[0] < one[1];

export const changesIn = (report: HostReportFound): HostReportFound['plays'][number]['roles'][number]['changes'] =>
  report.plays.flatMap(({ roles }) => roles.flatMap(({ changes }) => changes));

export const checksIn = (report: HostReportFound): readonly CheckFound[] =>
  report.plays.flatMap(({ roles }) => roles.flatMap(({ checks }) => checks));

export const refusalsIn = (report: HostReportFound): readonly RefusalFound[] =>
  report.plays.flatMap(({ roles }) => roles.flatMap(({ refusals }) => refusals));

/** Fails the test, naming the checks that did not pass, and makes sure that there were some. */
export const expectAllChecksPass = (report: HostReportFound): void => {
  const checks = checksIn(report);
  const unwell = checks.filter(({ outcome }) => outcome !== 'pass' && outcome !== 'skip');
  const told = unwell.map(
    ({ id, outcome, expected, actual }) => `${outcome}: ${id}: expected ${expected}, found ${actual}`,
  );
  expect(unwell, told.join('\n')).toEqual([]);
  expect(checks.filter(({ outcome }) => outcome === 'pass').length).toBeGreaterThan(20);
};
