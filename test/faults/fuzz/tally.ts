/** A site that was neither taken nor rejected as it has to be. */
export interface Lost {
  /** Which one it was, from 1. */
  readonly number: number;
  /** The texts of its files by path, and `-e`. */
  readonly files: Readonly<Record<string, string>>;
  readonly complaints: readonly string[];
}

/** What came of the sites tried so far. */
export interface Tally {
  tried: number;
  rejected: number;
  accepted: number;
  /** Problems that were told, each with its position. */
  problems: number;
  /** Secrets in the sites, none of which was told. */
  hidden: number;
  /** Scripts with hostile words in them. */
  scripts: number;
  /** Hostile words in those scripts. */
  words: number;
  /** Seconds. */
  slowest: number;
  /** In the last tally only. */
  lost?: number;
  /** How many of them come with every seed. */
  core?: number;
  examples?: readonly Lost[];
}
