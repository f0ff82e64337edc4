import type { Failure } from '../model/failure.ts';
import { firstSaid, lastSaid } from '../model/said.ts';
import { sh, type Shell } from '../shell/sh.ts';
import { BATCH_FILE, LEASE_FILE, RUN_DIRECTORY } from './places.ts';
import { disarm } from './revert.ts';
import type { ScriptOutcome } from './session.ts';

/** Seconds for which a lease holds after the last sign of life; an SSH connection that says nothing is given up after 40. */
export const LEASE_SECONDS = 90;

/** Seconds for which it holds once the connection has ended: in them a controller that lives is back. */
export const ORPHAN_SECONDS = 30;

/** Seconds between the signs of life of a controller. */
export const BEAT_SECONDS = 20;

/** Exit status of the script when somebody else holds the lease; its output is then the line of the lease. */
const BUSY_STATUS = 75;

/** Exit status of the script when the lease could not be taken at all. */
const UNTAKEABLE_STATUS = 74;

/** Exit status of the script when a batch that a controller left behind makes its last change; its output says which batch. */
const WINDING_DOWN_STATUS = 76;

/** What a controller says of itself when it takes a host. */
export interface Claim {
  readonly run: string;
  /** Login and machine, as others are told. */
  readonly operator: string;
  /** Process id on the operator's machine. */
  readonly controller: number;
}

/** Whose a host is. */
export interface Lease extends Claim {
  /** Seconds of the epoch, by the host's clock. */
  readonly since: number;
  /** Seconds until it expires without a further sign of life; 0 or less when it has. */
  readonly left: number;
}

/**
 * Bash that defines `read_lease`, which sets `expiry`, `shell`, `since`, `run`, `controller`, `operator` and `up`, the
 * seconds since the host's boot; nobody's lease has expired.
 */
export const readLease: Shell = sh`
  read_lease() {
    read -r up _ </proc/uptime
    up=\${up%.*}
    expiry=0 shell='' since=0 run='' controller=0 operator=''
    [[ -s ${LEASE_FILE} ]] || return 0
    read -r expiry shell since run controller operator <${LEASE_FILE} || :
    expiry=$((10#\${expiry:-0}))
  }
`;

/** Bash that defines `is_at_work`, which says whether the process `$shell` has the file of the lease open. */
export const isAtWork: Shell = sh`
  is_at_work() {
    local file
    for file in "/proc/\${shell:-none}/fd/"*; do
      [[ ! $file -ef ${LEASE_FILE} ]] || return 0
    done
    return 1
  }
`;

/**
 * Bash that takes the lease. The session's shell locks its file for as long as it lives, so that the kernel tells a shell
 * that is gone; one whose controller has not been heard of until the expiry is ended, and so is an earlier one of the
 * same run. Only a process that has the file open is ended: until a new holder has written it, it names the last one. A batch outlives its session, and keeps the host for its run until the lease expires. `renew` overwrites
 * nothing but the expiry, so that it needs no room where /run is full.
 */
const takeLease = ({ run, operator, controller }: Claim, over: string): Shell => sh`
  ${readLease}
  ${isAtWork}
  renew() {
    local up
    read -r up _ </proc/uptime
    printf '%010d' "$((\${up%.*} + \${1:-${LEASE_SECONDS}}))" 1<>${LEASE_FILE}
  }
  is_mine() { [[ $run == ${run} || $run == ${over} || $expiry -le $up ]]; }
  tell_busy() {
    printf '%s %s %s %s %s\n' "$((expiry - up))" "$since" "$run" "$controller" "$operator"
    exec {lock}>&-
    unset lock
    return ${BUSY_STATUS}
  }
  lock_lease() {
    local up expiry shell since run controller operator tries
    [[ -d ${RUN_DIRECTORY} ]] || install -d -m 0700 -- ${RUN_DIRECTORY} || return ${UNTAKEABLE_STATUS}
    umask 077
    exec {lock}<>${LEASE_FILE} || return ${UNTAKEABLE_STATUS}
    umask 022
    for tries in {50..0}; do
      flock --nonblock "$lock" && break
      read_lease
      is_mine || { tell_busy; return; }
      if is_at_work; then kill -KILL "$shell"; fi
      [[ $tries != 0 ]] || { echo 'its file stays locked' >&2; return ${UNTAKEABLE_STATUS}; }
      read -r -t 0.1 <> <(:) || :
    done
    read_lease
    [[ ! -s ${BATCH_FILE} ]] || is_mine || { tell_busy; return; }
    [[ $run == ${run} ]] || printf -v since '%(%s)T' -1
    printf '%010d %s %s %s %s %s\n' "$((up + ${LEASE_SECONDS}))" "$$" "$since" ${run} ${controller} ${operator} >${LEASE_FILE} ||
      return ${UNTAKEABLE_STATUS}
  }
  await_others() {
    local id tries
    for tries in {1..25}; do
      read -r id _ 2>/dev/null <${BATCH_FILE} || return 0
      [[ $id != ${run}-* ]] || return 0
      read -r -t 0.2 <> <(:) || :
    done
    case $(systemctl show --property=ActiveState --value -- "jts-batch-$id.service") in
      inactive | failed) : >${BATCH_FILE} ;;
      *)
        printf '%s\n' "$id"
        return ${WINDING_DOWN_STATUS}
        ;;
    esac
  }
  ${disarm}
  take_lease() {
    [[ -n \${lock-} ]] || lock_lease || return
    [[ ! -s ${BATCH_FILE} ]] || await_others || return
    disarm || return ${UNTAKEABLE_STATUS}
  }
`;

/**
 * Bash that takes the lease of a host in the session's own shell and then runs a script; it can be run again in the same
 * session. `over` names another run whose lease may be taken though it has not expired.
 */
export const underLease = (claim: Claim, script: Shell, over = ''): Shell => sh`
  ${takeLease(claim, over)}
  take_lease && {
  ${script}
  }
`;

/** Bash that lets the lease hold for as long as a script may take, and then runs it; needs the lease. */
export const renewed = (seconds: number, script: Shell): Shell => sh`
  renew ${LEASE_SECONDS + seconds}
  ${script}
`;

/** What came of a script that was to run {@link underLease}. */
export type Taking =
  | { readonly taking: 'taken' }
  | { readonly taking: 'busy'; readonly lease: Lease }
  | { readonly taking: 'winding down'; readonly batch: string }
  | { readonly taking: 'failed'; readonly failure: Failure };

/** Reads `LEFT SINCE RUN CONTROLLER OPERATOR`, which a host says of its lease, as far as it can be read. */
export const parseLease = (line: string): Lease => {
  const [left = '', since = '', run = '', controller = '', ...operator] = firstSaid(line).split(' ');
  return {
    left: Number(left) || 0,
    since: since === '' ? Number.NaN : Number(since),
    run,
    controller: Number(controller),
    operator: operator.join(' '),
  };
};

/** Reads what came of a script that was to run {@link underLease}. */
export const readTaking = (host: string, { status, stdout, stderr }: ScriptOutcome): Taking => {
  if (status === BUSY_STATUS) return { taking: 'busy', lease: parseLease(stdout) };
  if (status === WINDING_DOWN_STATUS) return { taking: 'winding down', batch: firstSaid(stdout) };
  if (status !== UNTAKEABLE_STATUS) return { taking: 'taken' };
  const message = `${host}: the lease could not be taken: ${lastSaid(stderr)}`;
  return {
    taking: 'failed',
    failure: { kind: 'fact', host, message, advice: `Look at /run on the host: jts facts ${host}` },
  };
};

/** A time as jts tells it: `2026-11-20 17:40:12 UTC`; a host may say what is none. */
export const timeOf = (seconds: number): string => {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? 'an unknown time' : `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
};

/** Whose the host is, in words. */
export const holderOf = ({ operator, run, since }: Lease): string => `${operator}, run ${run}, since ${timeOf(since)}`;

/** Why somebody else's host is left alone. */
export const busy = (host: string, lease: Lease): Failure => ({
  kind: 'busy',
  host,
  message: `${host} is being changed by ${holderOf(lease)}`,
  advice: `Wait until that run has ended, then run again. If it is dead, its lease expires in ${lease.left} s; jts unlock ${host} ends it at once.`,
});
