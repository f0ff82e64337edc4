/** Where a host keeps what holds until its next boot: the lease, and the batch that is at work. */
export const RUN_DIRECTORY = '/run/jts';

/**
 * Who works on the host, one line: `EXPIRY SHELL SINCE RUN CONTROLLER OPERATOR`. EXPIRY is in seconds since the host's
 * boot, because its clock may be set meanwhile; SHELL is the process that serves the session.
 */
export const LEASE_FILE = `${RUN_DIRECTORY}/lease`;

/** The batch that is at work, `ID PID`; empty when none is. */
export const BATCH_FILE = `${RUN_DIRECTORY}/batch`;

/** The batch's script, on a file system in memory, because it may hold secrets; the batch empties it once it is read. */
export const SCRIPT_FILE = `${RUN_DIRECTORY}/batch.sh`;

/** What systemd runs when a batch is to stop and when it has ended. */
export const UNIT_FILE = `${RUN_DIRECTORY}/unit.sh`;

/** While it is there, a batch begins no further change. */
export const STOP_FILE = `${RUN_DIRECTORY}/stop`;

/** Where a host keeps what its batches printed, one file each: what came of them is there when the controller is not. */
export const LOG_DIRECTORY = '/var/lib/jts/batches';

/** Where it keeps what jts did to it: one JSON object a line, appended and synced, never rewritten. */
export const JOURNAL_DIRECTORY = '/var/lib/jts/journal';
export const JOURNAL_FILE = `${JOURNAL_DIRECTORY}/journal.jsonl`;

/** What it reverts on its own unless it is told that all is well: a folder for each batch, a file for each change. */
export const REVERT_DIRECTORY = '/var/lib/jts/revert';
