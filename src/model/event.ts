import type { HostPlan } from './plan.ts';
import type { ChangeReport, CheckReport, HostReport, SummaryReport } from './report.ts';

/** Something about a host that is neither a change nor a failure. */
export interface Notice {
  /**
   * `connection-lost` and `reconnected` in the middle of a play; `waiting` for what an earlier run has at work;
   * `unfinished-run`: an earlier run of jts did not come to its end on this host; `stays`: a rollback cannot bring back what
   * was there before; `reverted`: the host took a change back on its own, because jts did not come back to it.
   */
  readonly notice: 'connection-lost' | 'reconnected' | 'waiting' | 'unfinished-run' | 'stays' | 'reverted';
  readonly message: string;
}

/** What the engine tells while it works; reporters print it, and `--json` writes each as one line. */
export type Event =
  | {
      readonly event: 'run-started';
      readonly run: string;
      readonly playbook: string;
      readonly check: boolean;
      readonly hosts: readonly string[];
    }
  | {
      readonly event: 'play-started';
      readonly play: string;
      readonly mode: 'apply' | 'check' | 'validate' | 'rollback';
      readonly hosts: readonly string[];
    }
  /** Hosts of a play that is worked on in several batches; `of` is how many hosts take part in the play. */
  | {
      readonly event: 'batch-started';
      readonly play: string;
      readonly mode: 'apply' | 'check' | 'validate' | 'rollback';
      readonly hosts: readonly string[];
      readonly of: number;
    }
  | { readonly event: 'host-started'; readonly host: string }
  | { readonly event: 'host-connected'; readonly host: string; readonly seconds: number }
  | ({ readonly event: 'host-notice'; readonly host: string } & Notice)
  /** With `check`, the host is only looked at. */
  | { readonly event: 'host-planned'; readonly host: string; readonly check: boolean; readonly plan: HostPlan }
  | {
      readonly event: 'change-started';
      readonly host: string;
      readonly role: string;
      readonly resource: string;
      readonly title: string;
    }
  | {
      readonly event: 'change-output';
      readonly host: string;
      readonly role: string;
      readonly resource: string;
      readonly line: string;
    }
  | ({ readonly event: 'change-ended'; readonly host: string; readonly role: string } & ChangeReport)
  | ({ readonly event: 'check-ended'; readonly host: string; readonly role: string } & CheckReport)
  | { readonly event: 'host-ended'; readonly host: string; readonly report: HostReport }
  | { readonly event: 'run-ended'; readonly summary: SummaryReport };

export type Emit = (event: Event) => void;
