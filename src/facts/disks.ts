import type { BlockDevice } from '../model/block-device.ts';
import type { Fact } from '../model/fact.ts';
import { sh } from '../shell/sh.ts';
import { JsonReader } from './json-reader.ts';

const END_OF_JSON = 'end of lsblk';

const script = () => sh`
  lsblk --json --bytes --output NAME,KNAME,PATH,TYPE,SIZE,RO,SERIAL,WWN,MODEL,PARTTYPE,MOUNTPOINTS
  echo ${END_OF_JSON}
  [[ ! -d /dev/disk ]] || find /dev/disk -path '/dev/disk/by-*id/*' -type l -printf 'link %l %p\n'
  shopt -s nullglob
  for holder in /sys/class/block/*/holders/*; do
    echo "holder $holder"
  done
`;

/** What lsblk does not tell, by the kernel name of the device: its links below /dev/disk and what holds it. */
interface Extras {
  readonly links: Map<string, string[]>;
  readonly holders: Map<string, string[]>;
}

const readExtras = (lines: readonly string[]): Extras => {
  const extras: Extras = { links: new Map(), holders: new Map() };
  const add = (to: Map<string, string[]>, name: string, value: string): void => {
    const others = to.get(name);
    if (others === undefined) to.set(name, [value]);
    else others.push(value);
  };
  for (const line of lines) {
    const [, target, link] = /^link (?:\S*\/)?([^/\s]+) (\/dev\/disk\/by-(?:id|partuuid)\/\S+)$/.exec(line) ?? [];
    if (target !== undefined && link !== undefined) add(extras.links, target, link);
    const [, held, holder] = /^holder \/sys\/class\/block\/([^/]+)\/holders\/([^/]+)$/.exec(line) ?? [];
    if (held !== undefined && holder !== undefined) add(extras.holders, held, holder);
  }
  return extras;
};

/** Flattens the tree; a device below several parents is listed below each of them. */
const readTree = (node: JsonReader, { links, holders }: Extras, devices: Map<string, BlockDevice>): void => {
  const children = node.objects('children');
  const name = node.text('kname');
  devices.set(name, {
    name,
    path: node.text('path'),
    type: node.text('type'),
    bytes: node.number('size'),
    readOnly: node.flag('ro'),
    serial: node.optionalText('serial'),
    wwn: node.optionalText('wwn'),
    model: node.optionalText('model'),
    partitionType: node.optionalText('parttype'),
    mountPoints: node.texts('mountpoints'),
    children: children.map((child) => child.text('kname')),
    holders: holders.get(name) ?? [],
    links: (links.get(name) ?? []).sort(),
  });
  for (const child of children) readTree(child, { links, holders }, devices);
};

/** All block devices of the host, each once, with what is made of them and where they are mounted. */
export const disks: Fact<null, readonly BlockDevice[]> = {
  name: 'disks',
  deadline: 15,
  script,
  parse: (output) => {
    const [json = '', rest] = output.split(`\n${END_OF_JSON}\n`);
    if (rest === undefined) throw new Error('lsblk did not print its whole answer');
    const devices = new Map<string, BlockDevice>();
    const extras = readExtras(rest.split('\n'));
    for (const node of JsonReader.parse(json, 'lsblk').objects('blockdevices')) readTree(node, extras, devices);
    // lsblk lists them as the kernel found them, which differs from boot to boot.
    return [...devices.values()].toSorted((one, other) => (one.name < other.name ? -1 : 1));
  },
};
