import type { Failure } from '../model/failure.ts';
import { fail, ok, type Result } from '../model/result.ts';
import { lastSaid } from '../model/said.ts';
import { sh, type Shell } from '../shell/sh.ts';
import type { Connection } from './connection.ts';
import { isAtWork, parseLease, readLease, type Lease } from './lease.ts';
import { BATCH_FILE, LEASE_FILE, RUN_DIRECTORY, STOP_FILE } from './places.ts';

/** Seconds for a look at the lease, or for ending it. */
const DEADLINE = 30;

/** Exit status of the script when the host is another's by now. */
const CHANGED_HANDS_STATUS = 75;

/** Whose a host is, and what goes on there in the name of that run. */
export interface Holding {
  readonly lease: Lease;
  /** Whether a session of its controller is open. */
  readonly connected: boolean;
  /** The batch that is at work. */
  readonly batch?: string;
}

const lookScript: Shell = sh`
  ${readLease}
  ${isAtWork}
  look() {
    local up expiry shell since run controller operator batch=''
    read_lease
    [[ -n $run ]] || return 0
    printf '%s %s %s %s %s\n' "$((expiry - up))" "$since" "$run" "$controller" "$operator"
    if is_at_work; then echo connected; else echo gone; fi
    read -r batch _ 2>/dev/null <${BATCH_FILE} || :
    printf '%s\n' "$batch"
  }
  look
`;

/** Looks whose a host is; nobody's when nothing of the run that had it last is there any more. */
export const lookAtLease = async (connection: Connection): Promise<Result<Holding | undefined, Failure>> => {
  const ran = await connection.run({ text: () => lookScript, seconds: DEADLINE });
  if (!ran.ok) return ran;
  const [lease = '', connected, batch = ''] = ran.value.stdout.trimEnd().split('\n');
  if (lease === '' || (connected !== 'connected' && batch === '')) return ok(undefined);
  return ok({
    lease: parseLease(lease),
    connected: connected === 'connected',
    ...(batch !== '' && { batch }),
  });
};

const breakScript = (held: string): Shell => sh`
  ${readLease}
  ${isAtWork}
  break_lease() {
    local up expiry shell since run controller operator lock
    read_lease
    [[ $run == ${held} ]] || return ${CHANGED_HANDS_STATUS}
    if is_at_work; then kill -KILL "$shell"; fi
    exec {lock}<>${LEASE_FILE} || return
    flock --timeout 10 "$lock" || return
    [[ ! -s ${BATCH_FILE} ]] || : >${STOP_FILE} || return
    : >${LEASE_FILE}
  }
  [[ ! -d ${RUN_DIRECTORY} ]] || break_lease
`;

/** Ends the lease of a run: its session ends, and its batch after the change in hand. */
export const breakLease = async (
  host: string,
  connection: Connection,
  { run }: Lease,
): Promise<Result<null, Failure>> => {
  const ran = await connection.run({ text: () => breakScript(run), seconds: DEADLINE });
  if (!ran.ok) return ran;
  const { status, stderr } = ran.value;
  if (status === 0) return ok(null);
  if (status === CHANGED_HANDS_STATUS) {
    const message = `${host} is no longer held by run ${run}; nothing was ended`;
    return fail({ kind: 'stale', host, message, advice: `Look again: jts unlock ${host}` });
  }
  const message = `${host}: the lease could not be ended: ${lastSaid(stderr)}`;
  return fail({ kind: 'fact', host, message, advice: `Look at ${RUN_DIRECTORY} on the host.` });
};
