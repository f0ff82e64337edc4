/** Tests of a project of vitest. */
export interface Tests {
  readonly project: string;
  /** Only these files of it, as paths from the root of the repository. */
  readonly files?: readonly string[];
  /** Only tests with such a full name, as a regular expression. */
  readonly named?: string;
  /** Only tests that import what has changed since this git revision; none may be left. */
  readonly changedSince?: string;
}

/** A part of the suite that runs as one process, and what it has to do with the others. */
export interface Stage {
  readonly name: string;
  /** A program with its words, where it is not tests. */
  readonly command?: readonly string[];
  readonly tests?: Tests;
  /** What it uses the results of: where one of them is red, it is not run. */
  readonly needs?: readonly string[];
  /** What it waits for, however that ends. */
  readonly follows?: readonly string[];
  /** What takes no more than a minute and tells most: nothing that `boots` starts before all of these are green. */
  readonly gate?: boolean;
  /** Starts guests. */
  readonly boots?: boolean;
  /** Measures memory or cost: nothing runs beside it. */
  readonly alone?: boolean;
  /** Hosts that it has for itself. */
  readonly lanes?: readonly string[];
  /** Processors that it keeps busy. */
  readonly cores: number;
  /** What it takes on two processors, roughly; the longest chain of these begins first. */
  readonly seconds: number;
  /** Short ones print at their end, as a whole; where this is true each line is printed at once. */
  readonly streams?: boolean;
}

/** Whether a stage is over, and how. */
export type Standing = 'waiting' | 'running' | 'passed' | 'failed' | 'cut off' | 'not run';

/** A test that was run. */
export interface Test {
  readonly file: string;
  readonly name: string;
  readonly seconds: number;
}

/** What came of a stage; a stage without tests counts as one. */
export interface Result {
  readonly passed: number;
  readonly failed: number;
  /** A sentence for each failure. */
  readonly failures: readonly string[];
  readonly tests: readonly Test[];
}
