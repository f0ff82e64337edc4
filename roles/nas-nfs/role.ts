import { defineRole, directory, networkMount, systemPackages } from 'jts';
import { roundTripCheck } from './round-trip-check.ts';
import { transferCheck } from './transfer-check.ts';
import { Vars, type Cold } from './vars.ts';

/** Below the mount point, what holds others first. */
const pathsOf = ({ mount, root, directories }: Cold): readonly string[] => [
  `${mount}/${root}`,
  ...Object.entries(directories).flatMap(([name, inner]) => [
    `${mount}/${root}/${name}`,
    ...inner.map((each) => `${mount}/${root}/${name}/${each}`),
  ]),
];

export default defineRole({
  name: 'nas-nfs',
  summary: 'NFS mount of the cold tier, made when it is used, and its directories.',
  tier: 'cold',
  after: [],
  parallelSafe: true,
  vars: Vars,
  desired: ({ cold }) => {
    const { source, mount, owner, group, mode } = cold;
    return [
      systemPackages({ packages: [{ name: 'nfs-common', command: 'mount.nfs' }] }),
      networkMount({
        source,
        target: mount,
        type: 'nfs',
        options: [
          `vers=${cold.version}`,
          ...cold.options,
          'x-systemd.automount',
          `x-systemd.idle-timeout=${cold.idleTimeout}`,
          `x-systemd.mount-timeout=${cold.mountTimeout}`,
        ],
        pass: 0,
      }),
      ...pathsOf(cold).map((path) =>
        directory({ path, mode, mount, ...(owner !== undefined && { owner }), ...(group !== undefined && { group }) }),
      ),
    ];
  },
  checks: ({ cold }) => [transferCheck(cold), roundTripCheck(`${cold.mount}/${cold.root}`, cold.mount)],
});
