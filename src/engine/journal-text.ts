import type { Json, Ref } from '../model/resource.ts';

/** What the journal says of one step of a change; the host adds `time`, in seconds of the epoch. */
export interface JournalLine {
  readonly run: string;
  readonly operator: string;
  readonly mode: 'apply' | 'rollback';
  /** `reverted` and `not-reverted`: the host took it back on its own, or tried to, because jts did not come back to it. */
  readonly event: 'begun' | 'done' | 'failed' | 'reverted' | 'not-reverted';
  readonly role: string;
  readonly ref: Ref;
  readonly before?: Json;
  /** Whether `before` is not all there, because it held a secret. */
  readonly hidden?: true;
  /** Whether the change puts a secret on the host. */
  readonly secret?: true;
}

/** What it says of a batch; one of which nothing says that it ended was cut off. */
export type BatchEntry =
  | {
      readonly event: 'planned';
      readonly run: string;
      readonly operator: string;
      readonly mode: 'apply' | 'rollback';
      readonly changes: readonly (readonly [role: string, ref: Ref])[];
      /** What the run is to change after this batch, as far as it shows yet. */
      readonly later: readonly Ref[];
    }
  | { readonly event: 'ended'; readonly run: string; readonly outcome: string };

/** What became of a change of a run: `planned` and not begun, or the last that the journal says of it. */
export interface JournalChange {
  readonly role: string;
  readonly ref: Ref;
  readonly state: 'planned' | 'begun' | 'done' | 'failed' | 'reverted' | 'not-reverted';
  /** Seconds of the epoch, by the host's clock. */
  readonly time: number;
}

/** A run that changed the host, or was about to. */
export interface JournalRun {
  readonly run: string;
  readonly operator: string;
  readonly mode: 'apply' | 'rollback';
  /** Seconds of the epoch, by the host's clock. */
  readonly started: number;
  /** When the journal last said something of it. */
  readonly last: number;
  /** `done`, `failed`, `stopped`, or `settled` by a later run; `undefined` where the journal does not say that it ended. */
  readonly outcome: string | undefined;
  readonly changes: readonly JournalChange[];
  /** What it was to change after its last batch, as far as that showed. */
  readonly later: readonly Ref[];
}

/** What jts did on a host. */
export interface Journal {
  /** What was there before jts first changed each resource, of those that it has changed and not rolled back since. */
  readonly before: ReadonlyMap<Ref, Json>;
  /** Those of them of which it does not keep all, because it held a secret. */
  readonly hidden: ReadonlySet<Ref>;
  /** Resources that hold a secret as jts last made them, be it one that it is no longer told. */
  readonly secretive: ReadonlySet<Ref>;
  /** In the order in which they began. */
  readonly runs: readonly JournalRun[];
}

type Line = (Partial<JournalLine> | BatchEntry) & { readonly time?: unknown };

const TEXTS = ['run', 'operator', 'mode', 'event', 'role', 'ref', 'outcome'];

const isText = (value: unknown): boolean => typeof value === 'string';

const isListOf = (value: unknown, isItem: (item: unknown) => boolean): boolean =>
  Array.isArray(value) && value.every(isItem);

/** Whether an object is a line as jts writes it, as far as it is read. */
const isLine = (json: object): json is Line => {
  const fields = new Map<string, unknown>(Object.entries(json));
  return (
    TEXTS.every((name) => !fields.has(name) || isText(fields.get(name))) &&
    (fields.get('event') !== 'planned' ||
      (isListOf(fields.get('changes'), (change) => isListOf(change, isText)) && isListOf(fields.get('later'), isText)))
  );
};

const parseLine = (text: string): Line | undefined => {
  try {
    const line = JSON.parse(text) as unknown;
    return typeof line === 'object' && line !== null && isLine(line) ? line : undefined;
  } catch {
    // A power cut may leave the last line half written; the change it announces was then not begun.
    return undefined;
  }
};

/** Values that a journal may hold: those of twenty thousand changes. What they take once they are read is a multiple of their text. */
const MOST_VALUES = 500_000;

const valuesIn = (json: unknown): number => {
  let count = 0;
  const open: unknown[] = [json];
  while (open.length > 0) {
    const value = open.pop();
    count += 1;
    if (typeof value === 'object' && value !== null) for (const each of Object.values(value)) open.push(each);
  }
  return count;
};

interface Draft {
  run: string;
  operator: string;
  mode: 'apply' | 'rollback';
  started: number;
  last: number;
  outcome: string | undefined;
  later: readonly Ref[];
  readonly changes: Map<Ref, JournalChange>;
}

/** Collects runs line by line. */
class Runs {
  readonly #drafts = new Map<string, Draft>();

  note(line: Line): void {
    const time = typeof line.time === 'number' ? line.time : 0;
    if (typeof line.run !== 'string') return;
    const draft = this.#drafts.get(line.run);
    if (line.event === 'ended') {
      if (draft !== undefined) Object.assign(draft, { outcome: line.outcome, last: time });
      return;
    }
    const { run, operator = '', mode = 'apply' } = line;
    const current: Draft = draft ?? {
      run,
      operator,
      mode,
      started: time,
      last: time,
      outcome: undefined,
      later: [],
      changes: new Map(),
    };
    this.#drafts.set(run, current);
    current.last = time;
    if (line.event === 'planned') {
      current.outcome = undefined;
      current.later = line.later;
      for (const [role, ref] of line.changes) current.changes.set(ref, { role, ref, state: 'planned', time });
    } else if (typeof line.ref === 'string' && line.event !== undefined) {
      current.changes.set(line.ref, { role: line.role ?? '', ref: line.ref, state: line.event, time });
    }
  }

  get all(): readonly JournalRun[] {
    return [...this.#drafts.values()].map((draft) => ({ ...draft, changes: [...draft.changes.values()] }));
  }
}

/** Values that a line may hold: those of the plan of a batch of thirty thousand changes. */
const MOST_IN_LINE = 100_000;

/** Whether a line would hold more than it may, which its text tells: nested lists take a hundred times as much once they are read. */
const isTooMuch = (text: string): boolean => {
  // No line has more values than characters.
  if (text.length <= MOST_IN_LINE) return false;
  let count = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length && count <= MOST_IN_LINE; at += 1) {
    const character = text.charAt(at);
    if (character === '"') isQuoted = !isQuoted;
    else if (isQuoted && character === '\\') at += 1;
    else if (!isQuoted && (character === ',' || character === '[' || character === '{')) count += 1;
  }
  return count > MOST_IN_LINE;
};

/** Reads a journal: one JSON object a line; lines that are none are passed over. Throws where it holds more than jts writes. */
export const readJournal = (text: string): Journal => {
  const before = new Map<Ref, Json>();
  const hidden = new Set<Ref>();
  const secretive = new Set<Ref>();
  const runs = new Runs();
  let values = 0;
  for (const each of text.split('\n')) {
    const line = isTooMuch(each) ? 'too much' : parseLine(each);
    if (line === undefined) continue;
    values += line === 'too much' ? 0 : valuesIn(line);
    if (line === 'too much' || values > MOST_VALUES) throw new Error('it holds more than jts writes there');
    runs.note(line);
    if (!('ref' in line) || typeof line.ref !== 'string') continue;
    if (line.mode === 'rollback') {
      if (line.event !== 'done') continue;
      for (const known of [before, hidden, secretive]) known.delete(line.ref);
      continue;
    }
    if (line.secret === true) secretive.add(line.ref);
    else if (line.event === 'done') secretive.delete(line.ref);
    if (line.event !== 'begun' || before.has(line.ref)) continue;
    before.set(line.ref, line.before ?? null);
    if (line.hidden === true) hidden.add(line.ref);
  }
  return { before, hidden, secretive, runs: runs.all };
};

/** The last run, where it did not come to its end. */
export const unfinishedRun = ({ runs }: Journal): JournalRun | undefined => {
  const last = runs.at(-1);
  return last?.outcome === undefined || last.outcome === 'stopped' ? last : undefined;
};

/** What a run was to change on the host and is not known to have changed; `undefined` where it never began there. */
export const leftOf = ({ runs }: Journal, name: string): ReadonlySet<Ref> | undefined => {
  const run = runs.find((each) => each.run === name);
  return run && new Set([...run.changes.filter(({ state }) => state !== 'done').map(({ ref }) => ref), ...run.later]);
};

/** Changes that the host took back on its own, or tried to, and that no run has made since. */
export const revertedIn = ({ runs }: Journal): readonly (JournalChange & Pick<JournalRun, 'run'>)[] => {
  const last = new Map(runs.flatMap(({ run, changes }) => changes.map((change) => [change.ref, { ...change, run }])));
  return [...last.values()].filter(({ state }) => state === 'reverted' || state === 'not-reverted');
};
