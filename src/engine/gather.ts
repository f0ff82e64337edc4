import { ABSENT_STATUS, Facts, type Fact, type Need, type Reading } from '../model/fact.ts';
import type { ActiveCheck } from '../model/check.ts';
import { bounded } from '../shell/bounded.ts';
import { lines, sh, type Shell } from '../shell/sh.ts';

/** One bounded script of a gathering; `name` is unique among those of one script. */
export interface Probe {
  readonly name: string;
  /** Seconds. */
  readonly deadline: number;
  readonly script: Shell;
}

interface AskedFact {
  readonly fact: Fact<unknown, unknown>;
  readonly queries: readonly unknown[];
}

/** What a gathering asks: each fact once, with all different queries for it. */
export const askedFacts = (needs: readonly Need[]): readonly AskedFact[] => {
  const asked = new Map<string, { fact: Fact<unknown, unknown>; queries: Map<string, unknown> }>();
  for (const { fact, query } of needs) {
    const entry = asked.get(fact.name) ?? { fact, queries: new Map<string, unknown>() };
    entry.queries.set(JSON.stringify(query), query);
    asked.set(fact.name, entry);
  }
  return [...asked.values()].map(({ fact, queries }) => ({ fact, queries: [...queries.values()] }));
};

export const factProbes = (needs: readonly Need[]): readonly Probe[] =>
  askedFacts(needs).map(({ fact, queries }) => ({
    name: fact.name,
    deadline: fact.deadline,
    script: fact.script(queries),
  }));

export const checkProbes = (checks: readonly ActiveCheck[]): readonly Probe[] =>
  checks.map(({ id, deadline, script }) => ({ name: `check ${id}`, deadline, script }));

const renderProbe = ({ deadline, script }: Probe, index: number, mark: string): Shell => sh`
  probe_${index}() {
  ${script}
  }
  printf '\n%s begin %s\n' ${mark} ${index}
  printf '\n%s begin %s\n' ${mark} ${index} >&2
  bounded ${deadline} probe_${index}
  printf '\n%s end %s %s\n' ${mark} ${index} "$status"
  printf '\n%s end %s %s\n' ${mark} ${index} "$status" >&2
`;

/** Renders probes into one bash script whose output {@link readProbes} understands; `mark` is a word no host can guess. */
export const gatherScript = (probes: readonly Probe[], mark: string): Shell =>
  lines([bounded, ...probes.map((probe, index) => renderProbe(probe, index, mark))]);

interface Section {
  readonly text: string;
  /** The exit status, or `deadline`. */
  readonly status: string;
}

/** Cuts the output of a gathering into the sections between the marks, by the number of the probe. */
const sections = (output: string, mark: string): ReadonlyMap<number, Section> => {
  const found = new Map<number, Section>();
  const begin = new RegExp(`\n${mark} begin (\\d+)\n`, 'g');
  for (const { index, 0: marker, 1: number = '' } of output.matchAll(begin)) {
    const start = index + marker.length;
    const endMarker = `\n${mark} end ${number} `;
    const end = output.indexOf(endMarker, start - 1);
    if (end === -1) continue;
    const status = output.slice(end + endMarker.length, output.indexOf('\n', end + endMarker.length));
    found.set(Number(number), { text: output.slice(start, Math.max(start, end)), status });
  }
  return found;
};

const lastLine = (text: string): string | undefined => text.trimEnd().split('\n').at(-1)?.trim() || undefined;

/** Reads what each probe answered, by its name; a probe whose frame is broken failed. */
export const readProbes = (
  probes: readonly Probe[],
  mark: string,
  output: { readonly stdout: string; readonly stderr: string },
): ReadonlyMap<string, Reading<string>> => {
  const stdout = sections(output.stdout, mark);
  const stderr = sections(output.stderr, mark);
  const read = ({ deadline }: Probe, index: number): Reading<string> => {
    const section = stdout.get(index);
    if (section === undefined) return { status: 'failed', reason: 'the host did not answer it' };
    const said = lastLine(stderr.get(index)?.text ?? '');
    if (section.status === '0') return { status: 'ok', value: section.text };
    if (section.status === String(ABSENT_STATUS)) return { status: 'absent', reason: said ?? 'not there' };
    if (section.status === 'deadline') return { status: 'failed', reason: `no answer within ${deadline} s` };
    return { status: 'failed', reason: said ?? `exit status ${section.status}` };
  };
  return new Map(probes.map((probe, index) => [probe.name, read(probe, index)]));
};

const parsed = ({ fact, queries }: AskedFact, reading: Reading<string> | undefined): Reading<unknown> => {
  if (reading === undefined) return { status: 'failed', reason: 'the host was not asked' };
  if (reading.status !== 'ok') return reading;
  try {
    return { status: 'ok', value: fact.parse(reading.value, queries) };
  } catch (error) {
    return { status: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
};

/** Parses the readings of fact probes into facts; a parser that throws makes its fact failed. */
export const readFacts = (needs: readonly Need[], readings: ReadonlyMap<string, Reading<string>>): Facts =>
  new Facts(new Map(askedFacts(needs).map((asked) => [asked.fact.name, parsed(asked, readings.get(asked.fact.name))])));
