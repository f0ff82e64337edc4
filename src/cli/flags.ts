/** Options that say which plays are worked on, as commander hands them over. */
export interface PlayFlags {
  readonly inventory: string;
  readonly extraVars: readonly string[];
  readonly limit?: string;
  readonly tags: readonly string[];
  readonly forks: number;
}

/** Options of `jts run`. */
export interface RunFlags extends PlayFlags {
  /** The name of a run, or only that one is to be resumed. */
  readonly resume?: string | true;
  readonly check?: true;
  readonly diff?: true;
  readonly verbose?: true;
  readonly json?: true;
  readonly yes?: true;
  readonly allowWipe: readonly string[];
  readonly destroyData: readonly string[];
}

/** Options of `jts drift`. */
export interface DriftFlags extends PlayFlags {
  readonly since?: string;
  readonly json?: true;
}

/** Options of the commands that only need to find hosts. */
export interface HostFlags {
  readonly inventory: string;
  readonly extraVars: readonly string[];
  readonly forks?: number;
  readonly list?: true;
  readonly yes?: true;
}

/** Options of `jts history`. */
export interface HistoryFlags extends Pick<HostFlags, 'inventory'> {
  readonly json?: true;
}
