import type { Fact } from '../model/fact.ts';
import { unescapeOctal } from '../model/octal.ts';
import { sh } from '../shell/sh.ts';

/** A line of /proc/self/mountinfo: proc(5). */
export interface Mount {
  readonly id: number;
  readonly parent: number;
  /** Major and minor number of the file system's device, e.g. `254:3`. */
  readonly device: string;
  /** Which directory of the file system is mounted; `/` for all of it. */
  readonly root: string;
  readonly target: string;
  readonly options: readonly string[];
  readonly type: string;
  readonly source: string;
  readonly superOptions: readonly string[];
}

/** Everything that is mounted, in the kernel's order, and which mounts are of the device that a query names. */
export interface Mounts {
  readonly all: readonly Mount[];
  readonly of: Readonly<Record<string, readonly number[]>>;
}

/** Which device is meant by a source as fstab writes it; for what is no device, a path that does not exist. */
export const devicePath = (source: string): string => {
  const [, tag = '', value = ''] = /^(UUID|LABEL|PARTUUID|PARTLABEL)=(.*)$/.exec(source) ?? [];
  return tag === '' ? source : `/dev/disk/by-${tag.toLowerCase()}/${value}`;
};

const parseMount = (line: string): Mount => {
  const [own = '', system = ''] = line.split(' - ', 2);
  const [id, parent, device = '', root = '', target = '', options] = own.split(' ');
  const [type, source = '', superOptions = ''] = system.split(' ');
  if (options === undefined || type === undefined || type === '') {
    throw new Error(`a line of /proc/self/mountinfo is not as proc(5) has it: ${JSON.stringify(line)}`);
  }
  return {
    id: Number(id),
    parent: Number(parent),
    device,
    root: unescapeOctal(root),
    target: unescapeOctal(target),
    options: options.split(','),
    type,
    source: unescapeOctal(source),
    superOptions: superOptions.split(','),
  };
};

const sourcesOf = (queries: readonly (string | null)[]): readonly string[] => queries.filter((query) => query !== null);

/**
 * What is mounted; a query that is a source as fstab writes it also asks which mounts are of that device under any name,
 * `null` asks for no more.
 */
export const mounts: Fact<string | null, Mounts> = {
  name: 'mounts',
  deadline: 10,
  script: (queries) => sh`
    mapfile -t mounts </proc/self/mountinfo
    printf '%s\n' "\${mounts[@]}" ''
    sources=(${sourcesOf(queries).map(devicePath)})
    for source in "\${sources[@]}"; do
      ids=
      for mount in "\${mounts[@]}"; do
        device=\${mount#* - * }
        device=\${device%% *}
        [[ $device == /dev/* && $device -ef $source ]] && ids+=" \${mount%% *}"
      done
      printf 'of%s\n' "$ids"
    done
  `,
  parse: (output, queries) => {
    const sources = sourcesOf(queries);
    const [table = '', answers = ''] = output.split('\n\n', 2);
    const ids = answers.split('\n').filter((line) => line.startsWith('of'));
    if (ids.length !== sources.length)
      throw new Error(`asked for ${sources.length} sources, got ${ids.length} answers`);
    const of = sources.map((source, index) => [source, ids[index]?.split(' ').slice(1).map(Number) ?? []] as const);
    return {
      all: table
        .split('\n')
        .filter((line) => line !== '')
        .map(parseMount),
      of: Object.fromEntries(of),
    };
  },
};

/** What is mounted at a path, undermost first; automount points, which only wait for the real mount, are left out. */
export const mountsAt = ({ all }: Mounts, target: string): readonly Mount[] =>
  all.filter((mount) => mount.target === target && mount.type !== 'autofs');

/** Whether a mount is of this source, whatever the name it was mounted by. */
export const isOf = ({ of }: Mounts, mount: Mount, source: string): boolean =>
  mount.source === source || of[source]?.includes(mount.id) === true;
