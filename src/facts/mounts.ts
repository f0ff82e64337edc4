import type { Fact } from '../model/fact.ts';
import { devicePath } from '../model/fstab-text.ts';
import { unescapeOctal } from '../model/octal.ts';
import { sh, type Shell } from '../shell/sh.ts';

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

/** Asks what is mounted, and beyond that of a device under any name (`of`), or whether a network mount answers (`network`). */
export type MountQuery = null | { readonly of: string } | { readonly network: string };

/** Everything that is mounted, in the kernel's order. */
export interface Mounts {
  readonly all: readonly Mount[];
  /** Which mounts are of the device that a query names as fstab does. */
  readonly of: Readonly<Record<string, readonly number[]>>;
  /** By mount point, whether the server behind it answers; also where nothing is mounted yet and an automount point waits. */
  readonly answers: Readonly<Record<string, boolean>>;
}

/** Seconds for a server to answer, and to be mounted where it was not. */
const NETWORK_DEADLINE = 30;

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

const sourcesOf = (queries: readonly MountQuery[]): readonly string[] =>
  queries.flatMap((query) => (query !== null && 'of' in query ? [query.of] : []));

const networkOf = (queries: readonly MountQuery[]): readonly string[] =>
  queries.flatMap((query) => (query !== null && 'network' in query ? [query.network] : []));

/**
 * Prints whether the server of each network mount answers; to look into an automount point has it mounted. It asks for the
 * file system, because what a directory is like the kernel knows by heart for up to a minute after its server went away.
 */
const wake = (targets: readonly string[]): Shell => sh`
  targets=(${targets})
  for target in "\${targets[@]}"; do
    answers=0
    while read -r _ _ _ _ point rest; do
      [[ $point != *\\* ]] || printf -v point %b "$point"
      [[ $point == "$target" && \${rest#* - } == @(autofs|nfs|nfs4)\ * ]] || continue
      if timeout -k 1 ${NETWORK_DEADLINE} stat --file-system -- "$target/." >/dev/null 2>&1; then answers=1; fi
      break
    done </proc/self/mountinfo
    echo "answers $answers"
  done
`;

/** What is mounted. */
export const mounts: Fact<MountQuery, Mounts> = {
  name: 'mounts',
  deadline: 60,
  script: (queries) => sh`
    ${networkOf(queries).length === 0 ? sh`:` : wake(networkOf(queries))}
    mapfile -t mounts </proc/self/mountinfo
    printf '%s\n' "\${mounts[@]}" ''
    sources=(${sourcesOf(queries).map(devicePath)}) ids=() devices=()
    for mount in "\${mounts[@]}"; do
      [[ $mount == *' - '*' /dev/'* ]] || continue
      device=\${mount#* - * }
      ids+=("\${mount%% *}") devices+=("\${device%% *}")
    done
    for source in "\${sources[@]}"; do
      of=
      for index in "\${!devices[@]}"; do
        [[ \${devices[index]} == /dev/* && \${devices[index]} -ef $source ]] && of+=" \${ids[index]}"
      done
      printf 'of%s\n' "$of"
    done
  `,
  parse: (output, queries) => {
    const sources = sourcesOf(queries);
    const targets = networkOf(queries);
    const [head = '', tail = ''] = output.split('\n\n', 2);
    const ids = tail.split('\n').filter((line) => line.startsWith('of'));
    const answers = head.split('\n').slice(0, targets.length);
    if (ids.length !== sources.length)
      throw new Error(`asked for ${sources.length} sources, got ${ids.length} answers`);
    const of = sources.map((source, index) => [source, ids[index]?.split(' ').slice(1).map(Number) ?? []] as const);
    return {
      all: head
        .split('\n')
        .slice(targets.length)
        .filter((line) => line !== '')
        .map(parseMount),
      of: Object.fromEntries(of),
      answers: Object.fromEntries(targets.map((target, index) => [target, answers[index] === 'answers 1'])),
    };
  },
};

/** What is mounted at a path, undermost first; automount points, which only wait for the real mount, are left out. */
export const mountsAt = ({ all }: Mounts, target: string): readonly Mount[] =>
  all.filter((mount) => mount.target === target && mount.type !== 'autofs');

/** Whether a mount is of this source, whatever the name it was mounted by. */
export const isOf = ({ of }: Mounts, mount: Mount, source: string): boolean =>
  mount.source === source || of[source]?.includes(mount.id) === true;
