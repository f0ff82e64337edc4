/** A place in a file that the user wrote; line and column count from 1, `length` in characters is what to underline. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly length: number;
  /** Left out where it holds a secret. */
  readonly lineText?: string;
}

/** One thing that is wrong with an inventory, a playbook or its variables. */
export interface Problem {
  readonly message: string;
  readonly position?: Position;
  readonly advice?: string;
}

interface Told {
  readonly message: string;
  /** What the user can do next. */
  readonly advice?: string;
}

interface OnHost extends Told {
  readonly host: string;
}

/** Everything that can end a run or a host's part in it. */
export type Failure =
  /** The command line asks for something that does not exist. */
  | ({ readonly kind: 'usage' } & Told)
  /** Inventory, playbook or variables are wrong. */
  | { readonly kind: 'configuration'; readonly problems: readonly Problem[] }
  /** No session with the host could be set up: network, host key or login; `lasting` where time alone will not change that. */
  | ({ readonly kind: 'unreachable'; readonly lasting?: true } & OnHost)
  /** The connection ended in the middle of a command, so that how the command ended is not known. */
  | ({ readonly kind: 'lost' } & OnHost)
  /** The login works, becoming root does not. */
  | ({ readonly kind: 'become' } & OnHost)
  /** A command or probe took longer than its deadline. */
  | ({ readonly kind: 'deadline' } & OnHost)
  /** Another controller works on this host. */
  | ({ readonly kind: 'busy' } & OnHost)
  /** A fact that the plan needs could not be read. */
  | ({ readonly kind: 'fact' } & OnHost)
  /** Going on would endanger data or the host. */
  | ({ readonly kind: 'refused'; readonly role?: string; readonly resource?: string } & OnHost)
  /** The host changed between plan and apply. */
  | ({ readonly kind: 'stale' } & OnHost)
  /** A change ended with an error. */
  | ({ readonly kind: 'change'; readonly role: string; readonly resource: string } & OnHost)
  /** A change ended well and yet the host is not as wanted. */
  | ({ readonly kind: 'not-taken'; readonly role: string; readonly resource: string } & OnHost)
  /** The host took changes back on its own, because it could not be reached after them. */
  | ({ readonly kind: 'reverted' } & OnHost)
  /** The host answers in a way that jts does not understand. */
  | ({ readonly kind: 'protocol' } & OnHost)
  /** More hosts failed than a play allows before this one's turn came. */
  | ({ readonly kind: 'not-run' } & OnHost)
  /** The user asked to stop. */
  | ({ readonly kind: 'interrupted' } & Told);

export type FailureKind = Failure['kind'];
