import {
  defineRole,
  file,
  ioScheduler,
  nextRunCheck,
  schedulerRule,
  sysctl,
  udevRules,
  unit,
  type DesiredScheduler,
  type Resource,
} from 'jts';
import { Vars } from './vars.ts';

/** Debian 13 does not read /etc/sysctl.conf any more. */
const SYSCTL_FILE = '/etc/sysctl.d/90-jts.conf';

/** The last rule to write an attribute wins: this file is read after a distribution's 60-block-scheduler.rules. */
const UDEV_RULES = '90-jts-io-scheduler';

const TRIM_TIMER = 'fstrim.timer';

const sysctlsOf = (settings: Vars['tuning']['sysctl']): readonly Resource[] => {
  const wanted = Object.entries(settings).map(([key, value]) => ({ key, value: String(value), file: SYSCTL_FILE }));
  const content = ['# Written by jts.', ...wanted.map(({ key, value }) => `${key} = ${value}`), ''].join('\n');
  const risk = wanted.some(({ key }) => key.startsWith('net.')) ? { risk: 'network' as const } : {};
  // Values that the kernel does not take never get as far as the file.
  return [
    ...wanted.map(sysctl),
    file({ path: SYSCTL_FILE, content, owner: 'root', group: 'root', mode: '0644', ...risk }),
  ];
};

const schedulersOf = ({ nvme, rotating }: Vars['tuning']['scheduler']): readonly DesiredScheduler[] => {
  const choices: readonly DesiredScheduler[] = [
    { devices: 'nvme*n*', scheduler: nvme },
    { devices: 'sd*', rotating: true, scheduler: rotating },
  ];
  return choices.filter(({ scheduler }) => scheduler !== 'keep');
};

export default defineRole({
  name: 'perf-tuning',
  summary: 'I/O schedulers, settings of the kernel, and the weekly TRIM.',
  tier: 'all',
  after: ['nvme-lvm'],
  parallelSafe: false,
  vars: Vars,
  desired: ({ tuning }) => {
    const wanted = schedulersOf(tuning.scheduler);
    return [
      ...sysctlsOf(tuning.sysctl),
      // Before the rules, so that a rollback takes these away first: they would choose the scheduler again.
      ...wanted.map(ioScheduler),
      udevRules({ name: UDEV_RULES, rules: wanted.map(schedulerRule), disks: wanted.map(({ devices }) => devices) }),
      unit({ name: TRIM_TIMER, package: 'util-linux', on: [] }),
    ];
  },
  checks: () => [nextRunCheck(TRIM_TIMER)],
});
