import { ABSENT_STATUS, checkFileName, sh, type ActiveCheck } from 'jts';

/** Seconds after which a NAS that hangs is given up. */
const DEADLINE = 30;

/**
 * $1 a directory on the NAS. It reads back past its own cache (direct), so that the digest is of what the NAS has; signals
 * are ignored while it clears up: timeout(1) sends one to the shell and another to all its group.
 */
const program = sh`
  set -euC
  file=$1/${checkFileName}
  trap 'trap "" HUP INT TERM; rm -f -- "$file"' EXIT
  trap 'trap "" HUP INT TERM; exit 1' HUP INT TERM
  sent=$(head -c 262144 /dev/urandom | tee "$file" | sha256sum)
  sync -- "$file"
  got=$(dd if="$file" iflag=direct bs=262144 status=none | sha256sum)
  rm -- "$file"
  printf '%s %s\n' "\${sent%% *}" "\${got%% *}"
`;

/** Writes random bytes to the NAS, syncs, reads them back and compares, and deletes the file; never on what lies below the mount. */
export const roundTripCheck = (directory: string, mount: string): ActiveCheck => {
  const expected = '256 KiB written, synced, read back with the same SHA-256 and deleted';
  return {
    id: `round trip ${directory}`,
    expected,
    script: sh`
      timeout -k 5 ${DEADLINE} findmnt --types nfs,nfs4 --mountpoint ${mount} >/dev/null || {
        echo 'no NFS is mounted there' >&2
        exit ${ABSENT_STATUS}
      }
      # shellcheck disable=SC2016 # the bash that runs with a deadline expands it
      timeout -k 5 ${DEADLINE} bash -c ${program.text} bash ${directory} || {
        status=$?
        [[ $status -lt 124 ]] || echo 'the NAS does not answer' >&2
        exit 1
      }
    `,
    deadline: 2 * DEADLINE,
    judge: (output) => {
      const [sent, got] = output.trim().split(' ');
      if (sent !== undefined && /^[0-9a-f]{64}$/.test(sent) && sent === got)
        return { outcome: 'pass', actual: expected };
      return { outcome: 'fail', actual: `sent ${sent ?? ''}, read back ${got ?? ''}` };
    },
  };
};
