import { ABSENT_STATUS, checkFileName, sh, type ActiveCheck } from 'jts';
import { placesOf } from '../db-mounts/places.ts';
import { hotMounts } from './conf.ts';
import { alertUnit, scheduledJobs, SCRIPTS } from './units.ts';
import type { Vars } from './vars.ts';

const UNIT_FOLDER = '/etc/systemd/system';

/** How the last run of each job ended; one that never ran counts as good. */
const lastRuns = (vars: Vars): ActiveCheck => {
  const names = scheduledJobs(vars).map(({ service }) => service.name);
  return {
    id: 'last runs',
    expected: 'none failed',
    script: sh`
      [[ -d /run/systemd/system ]] || { echo 'systemd does not run this host' >&2; exit ${ABSENT_STATUS}; }
      systemctl show --property=Id,Result,ExecMainStatus -- ${names}
    `,
    deadline: 30,
    judge: (output) => {
      const runs = output
        .trim()
        .split(/\n\n+/)
        .map((block) => new Map(block.split('\n').map((line) => line.split('=') as [string, string])));
      const failed = runs.filter((run) => run.get('Result') !== 'success');
      if (runs.length !== names.length) return { outcome: 'fail', actual: 'systemd does not know all of them' };
      if (failed.length === 0) return { outcome: 'pass', actual: 'none failed' };
      const told = failed.map(
        (run) => `${run.get('Id') ?? ''} (${run.get('Result') ?? ''}, status ${run.get('ExecMainStatus') ?? ''})`,
      );
      return { outcome: 'fail', actual: `${told.join(', ')}; see journalctl -u ${failed[0]?.get('Id') ?? ''}` };
    },
  };
};

/** systemd's own opinion of the unit files. */
const verified = (vars: Vars): ActiveCheck => {
  const files = scheduledJobs(vars)
    .flatMap(({ service, timer }) => [service.name, timer.name])
    .concat(alertUnit.name.replace('@.', '@jts.'))
    .map((name) => `${UNIT_FOLDER}/${name}`);
  return {
    id: 'unit files',
    expected: 'systemd-analyze verify has nothing to say',
    script: sh`
      command -v systemd-analyze >/dev/null || { echo 'there is no systemd-analyze' >&2; exit ${ABSENT_STATUS}; }
      systemd-analyze verify --man=no -- ${files} 2>&1 || echo "exit status $?"
    `,
    deadline: 60,
    judge: (output) => {
      const said = output.trim();
      return said === ''
        ? { outcome: 'pass', actual: 'systemd-analyze verify has nothing to say' }
        : { outcome: 'fail', actual: said.split('\n').slice(0, 3).join('; ') };
    },
  };
};

/** A script says what it would do: 75 means that a tier is not there, which the checks of that tier tell. */
const dryRun = (script: string, command: string): ActiveCheck => {
  const expected = 'ends well';
  return {
    id: `dry run of ${script} ${command}`,
    expected,
    script: sh`
      status=0
      ${`${SCRIPTS}/${script}.sh`} ${command} --dry-run >/dev/null || status=$?
      [[ $status != 75 ]] || exit ${ABSENT_STATUS}
      exit "$status"
    `,
    deadline: 120,
    judge: () => ({ outcome: 'pass', actual: expected }),
  };
};

/** Most seconds for 64 KiB to go through all tiers. */
const FLOW_SECONDS = 5;

/** Where files of each tier may be for a moment. */
const flowPlaces = ({ hot, warm, cold }: Vars): readonly string[] => [
  placesOf(hot).at(-1)?.path ?? hot.root,
  `${warm.mount}/${warm.directories.at(-1) ?? ''}`,
  `${cold.mount}/${cold.root}`,
];

/**
 * $1, $2, $3 a directory of each tier. Signals are ignored while it clears up: timeout(1) sends one to the shell and another to
 * all its group.
 */
const flowProgram = sh`
  set -euC
  name=${checkFileName}
  places=("$@")
  clear() {
    trap "" HUP INT TERM
    for place in "\${places[@]}"; do rm -f -- "$place/$name"; done
  }
  trap clear EXIT
  trap 'exit 1' HUP INT TERM
  head -c 65536 /dev/urandom >"$1/$name"
  started=$EPOCHREALTIME
  cp -- "$1/$name" "$2/$name"
  cp -- "$2/$name" "$3/$name"
  sync -- "$3/$name"
  ended=$EPOCHREALTIME
  for place; do
    sum=$(sha256sum <"$place/$name")
    echo "\${sum%% *}"
  done
  echo "$(((\${ended/./} - \${started/./}) / 1000))"
`;

/** A file of random bytes goes from the hot through the warm to the cold tier and is the same on all three. */
const flow = (vars: Vars): ActiveCheck => {
  const expected = `64 KiB go hot, warm, cold in less than ${FLOW_SECONDS} s, with one SHA-256`;
  const { warm, cold } = vars;
  return {
    id: 'flow through the tiers',
    expected,
    script: sh`
      for target in ${[...hotMounts(vars).slice(-1), warm.mount, cold.mount]}; do
        status=0
        timeout -k 5 30 stat --file-system -- "$target/." >/dev/null 2>&1 || status=$?
        if [[ $status -ge 124 ]]; then
          printf '%s does not answer\n' "$target" >&2
          exit 1
        fi
        types=$(findmnt --noheadings --raw --output FSTYPE --mountpoint "$target") || types=
        if [[ -z $types || $types == autofs ]]; then
          printf 'nothing is mounted at %s\n' "$target" >&2
          exit ${ABSENT_STATUS}
        fi
      done
      # shellcheck disable=SC2016 # the bash that runs with a deadline expands it
      timeout -k 5 30 bash -c ${flowProgram.text} bash ${flowPlaces(vars)} || {
        status=$?
        [[ $status -lt 124 ]] || echo 'a tier does not answer' >&2
        exit 1
      }
    `,
    deadline: 120,
    judge: (output) => {
      const [hot, warm, cold, milliseconds] = output.trim().split('\n');
      const seconds = Number(milliseconds) / 1000;
      if (hot === undefined || !/^[0-9a-f]{64}$/.test(hot) || warm !== hot || cold !== hot) {
        return { outcome: 'fail', actual: `${hot ?? 'nothing'}, ${warm ?? 'nothing'}, ${cold ?? 'nothing'}` };
      }
      return { outcome: seconds < FLOW_SECONDS ? 'pass' : 'fail', actual: `${seconds.toFixed(1)} s, one SHA-256` };
    },
  };
};

/** What has to be tried to be believed of the scripts, their timers and the way between the tiers. */
export const tieringChecks = (vars: Vars): readonly ActiveCheck[] => [
  lastRuns(vars),
  verified(vars),
  dryRun('tiered-storage', 'all'),
  dryRun('lvm-backup', 'create'),
  dryRun('nas-archival', 'all'),
  flow(vars),
];
