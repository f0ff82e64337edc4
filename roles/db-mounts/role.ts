import {
  account,
  ancestors,
  defineRole,
  directory,
  dropIn,
  filesystem,
  group,
  mount,
  writeCheck,
  type Resource,
} from 'jts';
import { volumeDevice, type Hot } from '../nvme-lvm/vars.ts';
import { placesOf, type Place } from './places.ts';
import { Vars } from './vars.ts';

const unique = (names: readonly string[]): readonly string[] => [...new Set(names)].filter((name) => name !== 'root');

/** Directories outlive a rollback, and with them the accounts that own what is in them. */
const dataOf = ({ disks, hot }: Vars) =>
  hot.layout === 'lvm' ? { dataOn: { variable: 'disks.hot', identity: disks.hot } } : {};

const groupsOf = (places: readonly Place[], vars: Vars): readonly Resource[] =>
  unique(places.map((place) => place.group)).map((name) => group({ name, ...dataOf(vars) }));

const accountsOf = (places: readonly Place[], vars: Vars): readonly Resource[] =>
  unique(places.map(({ user }) => user)).flatMap((name) =>
    places
      .filter(({ user }) => user === name)
      .slice(0, 1)
      .map((place) => account({ name, group: place.group, home: place.path, ...dataOf(vars) })),
  );

const mountOf = (hot: Hot, place: Place): Resource =>
  mount({
    source: volumeDevice(hot, place),
    target: place.path,
    type: place.filesystem,
    options: [...place.options, `x-systemd.device-timeout=${hot.deviceTimeout}`],
    // XFS checks itself when it is mounted; fsck.xfs does nothing.
    pass: place.filesystem === 'xfs' ? 0 : 2,
    on: [filesystem.ref(volumeDevice(hot, place)), ...ancestors(place.path).map(mount.ref)],
  });

/** The top directory first: its owner may then change what is in it. */
const treeOf = ({ path, user, group, mode, directories }: Place, onMount: boolean): readonly Resource[] =>
  [path, ...directories.map((name) => `${path}/${name}`)].map((each) =>
    directory({ path: each, owner: user, group, mode, ...(onMount ? { mount: path } : {}) }),
  );

/** A volume may be called as something that every object has, such as `constructor`. */
const servicesOf = (name: string, services: Vars['services']): readonly string[] =>
  (Object.hasOwn(services, name) ? services[name] : undefined) ?? [];

const dropInsOf = (places: readonly Place[], services: Vars['services']): readonly Resource[] => {
  const uses = places.flatMap(({ name, path }) => servicesOf(name, services).map((service) => ({ service, path })));
  return unique(uses.map(({ service }) => service)).map((service) =>
    dropIn({ service, mounts: uses.filter((use) => use.service === service).map(({ path }) => path) }),
  );
};

export default defineRole({
  name: 'db-mounts',
  summary: 'Service accounts, mounts that last, and directories of the hot tier.',
  tier: 'hot',
  after: ['nvme-lvm'],
  parallelSafe: false,
  vars: Vars,
  desired: (vars) => {
    const { hot, services } = vars;
    const places = placesOf(hot);
    const isMounted = hot.layout === 'lvm';
    return [
      ...groupsOf(places, vars),
      ...accountsOf(places, vars),
      ...(isMounted ? places.map((place) => mountOf(hot, place)) : []),
      ...places.flatMap((place) => treeOf(place, isMounted)),
      ...(isMounted ? dropInsOf(places, services) : []),
    ];
  },
  checks: ({ hot }) =>
    placesOf(hot).map(({ path, user, group, directories: [first] }) =>
      writeCheck({ directory: first === undefined ? path : `${path}/${first}`, user, group }),
    ),
});
