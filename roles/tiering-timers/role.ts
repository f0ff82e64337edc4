import {
  defineRole,
  directory,
  file,
  nextRunCheck,
  systemPackages,
  unit,
  unitFile,
  type Resource,
  type RoleFiles,
} from 'jts';
import { tieringChecks } from './checks.ts';
import { tieringConf } from './conf.ts';
import { performanceChecks } from './performance-checks.ts';
import { alertUnit, scheduledJobs, SCRIPTS } from './units.ts';
import { Vars } from './vars.ts';

const CONF_FOLDER = '/etc/jts';

const rootsOwn = { owner: 'root', group: 'root', mode: '0755' };

const PACKAGES = [
  { name: 'rsync', command: 'rsync' },
  { name: 'zstd', command: 'zstd' },
  { name: 'fio', command: 'fio' },
];

const scriptsOf = (files: RoleFiles): readonly Resource[] =>
  Object.entries(files)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, content]) => file({ ...rootsOwn, path: `${SCRIPTS}/${name}`, content }));

export default defineRole({
  name: 'tiering-timers',
  summary: 'Scripts that move, back up, archive and check data between the tiers, and their timers.',
  tier: 'all',
  after: ['warm-btrfs', 'nas-nfs', 'db-mounts'],
  parallelSafe: false,
  vars: Vars,
  desired: (vars, files) => [
    systemPackages({ packages: PACKAGES }),
    ...(vars.tiering.webhook === undefined ? [] : [systemPackages({ packages: [{ name: 'curl', command: 'curl' }] })]),
    directory({ ...rootsOwn, path: CONF_FOLDER }),
    directory({ ...rootsOwn, path: SCRIPTS, parents: true }),
    file({ ...rootsOwn, mode: '0640', path: `${CONF_FOLDER}/tiering.conf`, content: tieringConf(vars) }),
    ...scriptsOf(files),
    unitFile(alertUnit),
    ...scheduledJobs(vars).flatMap(({ service, timer }) => [unitFile(service), unitFile(timer)]),
    ...scheduledJobs(vars).map(({ service, timer }) =>
      unit({ name: timer.name, on: [unitFile.ref(service.name), unitFile.ref(timer.name)] }),
    ),
  ],
  checks: (vars) => [
    ...scheduledJobs(vars).map(({ timer }) => nextRunCheck(timer.name)),
    ...tieringChecks(vars),
    ...performanceChecks(vars),
  ],
});
