import type { Site, Tree } from './examples.ts';
import { ACCEPTED } from './hostile-words.ts';

/** Stands in a path for the hostile word, as a key. */
const WORD = '@';

/** A place at which jts takes hostile words of a kind: keys from a host of the inventory, from a play or from the group `all`. */
interface Place {
  readonly from: 'host' | 'play' | 'all';
  readonly path: readonly string[];
  readonly kind: string;
  /** What stands there; left out: the word. */
  readonly value?: (word: string) => Tree;
}

const VOLUME = ['vars', 'hot', 'volumes', 'lv_redis'];

const onHost: readonly (readonly [path: readonly string[], kind: string])[] = [
  [['disks', 'hot', 'serial'], 'serial'],
  [['disks', 'hot', 'wwn'], 'wwn'],
  [['disks', 'hot', 'id'], 'id'],
  [['disks', 'warm', 'serial'], 'serial'],
  [['disks', 'warm', 'id'], 'id'],
  [['vars', 'tiering', 'webhook'], 'webhook'],
  [['vars', 'tiering', 'schedule', 'lvmBackup'], 'calendar'],
  [['vars', 'tiering', 'archive', 'configs', '0'], 'path'],
  [['vars', 'tuning', 'sysctl', 'vm.swappiness'], 'sysctl'],
  [['vars', 'hot', 'vg'], 'name'],
  [[...VOLUME, 'mount'], 'path'],
  [[...VOLUME, 'user'], 'account'],
  [[...VOLUME, 'group'], 'account'],
  [[...VOLUME, 'options', '0'], 'option'],
  [[...VOLUME, 'directories', '0'], 'directory'],
  [['vars', 'services', 'lv_redis', '0'], 'service'],
  [['vars', 'warm', 'label'], 'label'],
  [['vars', 'warm', 'directories', '0'], 'directory'],
  [['vars', 'warm', 'mount'], 'path'],
  [['vars', 'cold', 'source'], 'source'],
  [['vars', 'cold', 'root'], 'directory'],
  [['vars', 'cold', 'options', '0'], 'option'],
  [['user'], 'user'],
  [['address'], 'address'],
  [['key'], 'file'],
  [['knownHosts'], 'file'],
];

const anotherVolume = (word: string): Tree =>
  new Map<string, Tree>([
    ['size', '1GiB'],
    ['mount', `/srv/${word.length}`],
    ['user', 'redis'],
  ]);

const PLACES: readonly Place[] = [
  ...onHost.map(([path, kind]): Place => ({ from: 'host', path, kind })),
  { from: 'host', path: ['vars', 'hot', 'volumes', WORD], kind: 'name', value: anotherVolume },
  { from: 'host', path: ['vars', 'tiering', 'backups', 'snapshots', WORD], kind: 'name', value: () => '1GiB' },
  { from: 'all', path: ['hosts', WORD, 'user'], kind: 'host', value: () => 'ops' },
  { from: 'all', path: ['children', WORD, 'user'], kind: 'host', value: () => 'ops' },
  { from: 'play', path: ['name'], kind: 'play' },
  { from: 'play', path: ['tags', '0'], kind: 'tag' },
];

/** The numbers of each place with each of the words that it takes. */
export const PLACEMENTS: readonly (readonly [place: number, word: number])[] = PLACES.flatMap(({ kind }, place) =>
  (ACCEPTED[kind] ?? []).map((_, word) => [place, word] as const),
);

const below = (key: string, rest: readonly string[], old: Tree | undefined, value: Tree): Tree => {
  if (key === '0') return [laid(undefined, rest, value)];
  const map = old instanceof Map ? old : new Map<string, Tree>();
  return map.set(key, laid(map.get(key), rest, value));
};

/** The tree with a value at a path below it; what is on the way and not as it has to be is replaced. */
const laid = (old: Tree | undefined, [key, ...rest]: readonly string[], value: Tree): Tree =>
  key === undefined ? value : below(key, rest, old, value);

const hostsBelow = (tree: Tree | undefined): readonly Tree[] => {
  if (!(tree instanceof Map)) return [];
  return [...tree].flatMap(([key, value]) =>
    key === 'hosts' && value instanceof Map ? [...value.values()] : hostsBelow(value),
  );
};

const startsOf = (site: Site, from: Place['from']): readonly Tree[] => {
  const inventory = site.get('inventory/site.yaml');
  const playbook = site.get('playbooks/play.yaml');
  if (from === 'host') return hostsBelow(inventory);
  if (from === 'play') return Array.isArray(playbook) ? playbook : [];
  return inventory instanceof Map ? [inventory.get('all') ?? null] : [];
};

/** Puts a hostile word, dressed as told, where jts takes it; the numbers choose the place, where it starts from and the word. */
export const putAccepted = (
  site: Site,
  place: number,
  start: number,
  word: number,
  dress: (text: string) => Tree = (text) => text,
): void => {
  const { from, path, kind, value } = PLACES[place % PLACES.length] ?? { from: 'all', path: [], kind: '' };
  const starts = startsOf(site, from);
  const words = ACCEPTED[kind] ?? [];
  const chosen = words[word % words.length] ?? '';
  const keys = path.map((key) => (key === WORD ? chosen : key));
  laid(starts[start % starts.length], keys, value === undefined ? dress(chosen) : value(chosen));
};
