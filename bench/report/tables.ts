import type { GuestRun } from '../guest.ts';
import { median, type Measurement } from '../measuring/measurement.ts';

const seconds = (value: number): string => (value < 10 ? value.toFixed(2) : value.toFixed(1));

/** A table of markdown; the first row heads it, and all columns but the first are numbers. */
export const table = ([head = [], ...rows]: readonly (readonly string[])[]): string =>
  [head, head.map((_, column) => (column === 0 ? '---' : '---:')), ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');

/** Seconds of each tool for each work, the ratio to jts in brackets. */
export const wallTable = (measurements: readonly Measurement[]): string => {
  const works = [...new Set(measurements.map(({ work }) => work))];
  const tools = [...new Set(measurements.map(({ tool }) => tool))];
  const find = (work: string, tool: string): Measurement | undefined =>
    measurements.find((each) => each.work === work && each.tool === tool);
  const cell = (work: string, tool: string): string => {
    const [one, own] = [find(work, tool), find(work, 'jts')];
    if (one === undefined) return '–';
    const wall = median(one.wall);
    const ratio = own === undefined || tool === 'jts' ? '' : ` (×${(wall / median(own.wall)).toFixed(1)})`;
    return `${seconds(wall)} s${ratio}`;
  };
  return table([['', ...tools], ...works.map((work) => [work, ...tools.map((tool) => cell(work, tool))])]);
};

/** What each tool cost the controller. */
export const costTable = (measurements: readonly Measurement[]): string =>
  table([
    ['work', 'tool', 'hosts', 'controller CPU', 'peak memory'],
    ...measurements.map(({ work, tool, hosts, cpu, memory }) => [
      work,
      tool,
      String(hosts),
      `${seconds(median(cpu))} s`,
      `${memory.toFixed(0)} MB`,
    ]),
  ]);

/** What provisions of a lab host took, and how many processes it started for them. */
export const guestTable = (runs: readonly GuestRun[]): string => {
  const of = (work: string, tool: string): readonly GuestRun[] =>
    runs.filter((run) => run.work === work && run.tool === tool);
  const firsts = runs.filter((run) => of(run.work, run.tool)[0] === run);
  const rows = firsts.map(({ work, tool }) => {
    const found = of(work, tool);
    const wall = median(found.map((run) => run.wall));
    const own = median(of(work, 'jts').map((run) => run.wall));
    return [
      work,
      tool,
      `${seconds(wall)} s${tool === 'jts' ? '' : ` (×${(wall / own).toFixed(1)})`}`,
      `${seconds(median(found.map(({ cpu }) => cpu)))} s`,
      `${median(found.map(({ memory }) => memory)).toFixed(0)} MB`,
      median(found.map(({ started }) => started)).toFixed(0),
    ];
  });
  return table([['work', 'tool', 'wall', 'controller CPU', 'peak memory', 'processes on the host'], ...rows]);
};

/** What one host had to do, and what went over the wire to it. */
export const hostTable = (measurements: readonly Measurement[]): string =>
  table([
    ['work', 'tool', 'turns on the wire', 'executions', 'processes', 'KB sent', 'KB received'],
    ...measurements.flatMap(({ work, tool, perHost }) =>
      perHost === undefined
        ? []
        : [
            [
              work,
              tool,
              ...[perHost.turns, perHost.executions, perHost.processes].map(String),
              ...[perHost.sent, perHost.received].map((bytes) => (bytes / 1000).toFixed(1)),
            ],
          ],
    ),
  ]);
