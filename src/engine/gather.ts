import { ABSENT_STATUS, Facts, type Fact, type Need, type Reading } from '../model/fact.ts';
import type { ActiveCheck } from '../model/check.ts';
import { firstSaid, lastSaid, thrownSaid } from '../model/said.ts';
import { bounded } from '../shell/bounded.ts';
import { lines, sh, type Shell } from '../shell/sh.ts';

/** One bounded script of a gathering; `name` is unique among those of one script. */
export interface Probe {
  readonly name: string;
  /** Seconds. */
  readonly deadline: number;
  readonly script: Shell;
}

/** A fact with all different queries for it. */
export interface AskedFact {
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

export const factProbes = (asked: readonly AskedFact[]): readonly Probe[] =>
  asked.map(({ fact, queries }) => ({
    name: fact.name,
    deadline: fact.deadline,
    script: fact.script(queries),
  }));

export const checkProbes = (checks: readonly ActiveCheck[]): readonly Probe[] =>
  checks.map(({ id, deadline, script }) => ({ name: `check ${id}`, deadline, script }));

const renderProbe = ({ script }: Probe, index: number): Shell => sh`
  probe_${index}() {
  ${script}
  }
`;

/** Bash that defines `ask NUMBER SECONDS`, which runs a probe between marks on both streams. */
const askFunction = (mark: string): Shell => sh`
  ask() {
    local status
    printf '\n%s begin %s\n' ${mark} "$1"
    printf '\n%s begin %s\n' ${mark} "$1" >&2
    bounded "$2" "probe_$1"
    printf '\n%s end %s %s\n' ${mark} "$1" "$status"
    printf '\n%s end %s %s\n' ${mark} "$1" "$status" >&2
  }
`;

/** Lanes of probes that run at once: enough to keep two processors busy although some probes take longer than others. */
const LANES = 4;

/**
 * Bash that runs lanes side by side. What they print is kept apart in files that are unlinked as soon as they are open, so
 * that nothing stays behind; a pipe would be held open by a process that a dead NAS keeps from dying. It is sent by cat, in
 * large pieces: bash writes each line by itself, and sshd makes a packet of whatever it finds. Where /run takes no files the
 * lanes run one after the other.
 */
const runLanes = (mark: string): Shell => sh`
  open_files() {
    local lane out err
    umask 077
    for lane in "$@"; do
      exec {out}<>"$file.$lane.out" || return
      outs+=("$out")
      exec {err}<>"$file.$lane.err" || return
      errs+=("$err")
    done
  } 2>/dev/null
  run_lanes() {
    local file=/run/${mark} outs=() errs=() lane number running=() side_by_side
    open_files "$@"
    side_by_side=$?
    umask 022
    rm -f -- "$file".* &
    for lane in "$@"; do
      number=\${#running[@]}
      if [[ $side_by_side == 0 ]]; then "$lane" 1>&"\${outs[number]}" 2>&"\${errs[number]}" & else "$lane" & wait "$!"; fi
      running+=("$!")
    done
    wait
    [[ $side_by_side == 0 ]] || return 0
    cat -- "\${outs[@]/#//dev/fd/}"
    cat -- "\${errs[@]/#//dev/fd/}" >&2
  }
`;

/** Bash that keeps the host's lock from probes: one that a dead NAS holds up would hold the lock after its session. */
const letGoOfLock: Shell = sh`[[ -z \${lock-} ]] || exec {lock}>&-`;

/**
 * Renders probes into one bash script, for a shell of its own, whose output {@link readProbes} understands; `mark` is a
 * word no host can guess, `most` how many probes may run at once.
 */
export const gatherScript = (probes: readonly Probe[], mark: string, most = LANES): Shell => {
  const asked = probes.map(({ deadline }, index) => ({ index, call: sh`ask ${index} ${deadline}` }));
  const lanes = Array.from({ length: Math.min(most, probes.length) }, (_, lane) =>
    asked.filter(({ index }) => index % most === lane).map(({ call }) => call),
  );
  const names = lanes.map((_, lane) => `lane_${lane}`);
  return lines([
    letGoOfLock,
    bounded,
    askFunction(mark),
    ...(most === 1 ? [] : [runLanes(mark)]),
    ...probes.map(renderProbe),
    ...lanes.map(
      (calls, lane) => sh`
        lane_${lane}() {
        ${lines(calls)}
        }
      `,
    ),
    most === 1 ? sh`${names[0] ?? ':'}` : sh`run_lanes ${names}`,
  ]);
};

interface Section {
  readonly text: string;
  /** The exit status, or `deadline`. */
  readonly status: string;
}

/** Cuts the output of a gathering into the sections between the marks, by the number of the probe. */
const sections = (output: string, mark: string): ReadonlyMap<number, Section> => {
  const found = new Map<number, Section>();
  const open = new Map<string, number>();
  const marks = new RegExp(`\n${mark} (begin|end) (\\d+)(?: (.*))?(?=\n)`, 'g');
  for (const { index, 0: marker, 1: word, 2: number = '', 3: status = '' } of output.matchAll(marks)) {
    const start = open.get(number);
    if (word === 'begin') open.set(number, index + marker.length + 1);
    else if (start !== undefined) {
      found.set(Number(number), { text: output.slice(start, Math.max(start, index)), status });
      open.delete(number);
    }
  }
  return found;
};

/** What is read of a probe whose answer did not come whole. */
export const UNANSWERED: Reading<string> = { status: 'failed', reason: 'the host did not answer it' };

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
    if (section === undefined) return UNANSWERED;
    const said = lastSaid(stderr.get(index)?.text ?? '') || undefined;
    if (section.status === '0') return { status: 'ok', value: section.text };
    if (section.status === String(ABSENT_STATUS)) return { status: 'absent', reason: said ?? 'not there' };
    if (section.status === 'deadline') return { status: 'failed', reason: `no answer within ${deadline} s` };
    return { status: 'failed', reason: said ?? `exit status ${firstSaid(section.status)}` };
  };
  return new Map(probes.map((probe, index) => [probe.name, read(probe, index)]));
};

const parsed = ({ fact, queries }: AskedFact, reading: Reading<string> | undefined): Reading<unknown> => {
  if (reading === undefined) return { status: 'failed', reason: 'the host was not asked' };
  if (reading.status !== 'ok') return reading;
  try {
    return { status: 'ok', value: fact.parse(reading.value, queries) };
  } catch (error) {
    return { status: 'failed', reason: thrownSaid(error) };
  }
};

/** Parses the readings of fact probes into facts; a parser that throws makes its fact failed. */
export const readFacts = (asked: readonly AskedFact[], readings: ReadonlyMap<string, Reading<string>>): Facts =>
  new Facts(new Map(asked.map((each) => [each.fact.name, parsed(each, readings.get(each.fact.name))])));
