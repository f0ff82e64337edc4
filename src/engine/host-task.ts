import type { Emit } from '../model/event.ts';
import type { HostPlan } from '../model/plan.ts';
import type { BatchSettings } from './batch.ts';
import type { Connection } from './connection.ts';
import type { Lease } from './lease.ts';
import type { RoleTask, Words } from './plan.ts';
import type { Record } from './record.ts';

/** What a play wants of one host. */
export interface HostTask {
  readonly host: string;
  readonly mode: 'apply' | 'check' | 'validate' | 'rollback';
  readonly phases: readonly (readonly RoleTask[])[];
  readonly words: Words;
  /** What the host does with the changes of a batch once its controller has not been heard of for a while. */
  readonly unattended?: BatchSettings['unattended'];
}

/** What every host of a run shares. */
export interface RunContext {
  readonly run: string;
  readonly operator: string;
  /** Process id of jts. */
  readonly controller: number;
  /** Whether the run that holds a lease was one of this machine and this operator, and is dead. */
  readonly isDead: (lease: Lease) => boolean;
  /** Only look: plan, and change nothing. */
  readonly check: boolean;
  readonly emit: Emit;
  /** Asks the operator whether what cannot be undone may be done; resolves at once where nothing of it is planned. */
  readonly confirm: (plan: HostPlan) => Promise<boolean>;
  /** The texts that no log on a host may hold either; what is emitted is redacted by whoever gets it. */
  readonly secrets: readonly string[];
  /** Aborted when the operator asks to stop: the current change ends, the next one is not begun. */
  readonly stop: AbortSignal;
  /** The run that is resumed: on hosts where it had begun, nothing is changed but what it had left to change. */
  readonly resumes?: string;
}

/** What a play works with on one host. */
export interface Means {
  readonly connection: Connection;
  readonly record: Record;
  /** Names the next batch; no two of a run have one name. */
  readonly nextBatch: () => string;
}

/** Whether a play may change a host, so that nobody's run may come between its look and its changes. */
export const mayChange = ({ mode }: Pick<HostTask, 'mode'>, { check }: Pick<RunContext, 'check'>): boolean =>
  !check && (mode === 'apply' || mode === 'rollback');
