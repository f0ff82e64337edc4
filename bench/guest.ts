import type { Guest } from './hosts/guest.ts';
import { spend, type Spent } from './measuring/spend.ts';
import type { Tool, Work } from './tools/tool.ts';

/** A provision of a lab host: of one that has nothing yet, and once more. */
export interface GuestScope {
  readonly work: Extract<Work, 'hot tier' | 'full provision'>;
  /** The first of them leaves the state that the others have to reach, and the files that they copy. */
  readonly tools: readonly Tool[];
}

/** What a run on a lab host cost; `started` counts its processes and threads, those of the benchmark's look included. */
export interface GuestRun extends Spent {
  readonly work: string;
  readonly tool: string;
  readonly started: number;
}

/** Measures provisions of a lab host, whose state after each run must be that after the first. */
export class GuestBench {
  readonly #guest: Guest;
  readonly #folder: string;
  readonly #progress: (line: string) => void;
  readonly #states = new Map<Work, string>();

  constructor(guest: Guest, folder: string, progress: (line: string) => void) {
    this.#guest = guest;
    this.#folder = folder;
    this.#progress = progress;
  }

  async measure({ work, tools }: GuestScope): Promise<readonly GuestRun[]> {
    const runs: GuestRun[] = [];
    for (const tool of tools) {
      await this.#guest.reset();
      runs.push(await this.#run(tool, work, 'first run'));
      if (work === 'full provision' && tool === tools[0]) this.#guest.fetchFiles();
      runs.push(await this.#run(tool, work, 'converged'));
    }
    return runs;
  }

  async #run(tool: Tool, work: GuestScope['work'], what: string): Promise<GuestRun> {
    const command = tool.command(work, await this.#guest.fleet());
    if (command === undefined) throw new Error(`${tool.name} has no word for ${work}`);
    const before = await this.#guest.started();
    const spent = await spend(command, this.#folder);
    const started = (await this.#guest.started()) - before;
    const label = `${work}, ${what}`;
    this.#progress(`${tool.name}: ${label}: ${spent.wall.toFixed(2)} s`);
    this.#assertSame(tool, work, await this.#guest.state());
    return { work: label, tool: tool.name, started, ...spent };
  }

  #assertSame(tool: Tool, work: Work, state: string): void {
    const wanted = this.#states.get(work) ?? state;
    this.#states.set(work, wanted);
    if (state === wanted) return;
    const [lines, others] = [state.split('\n'), wanted.split('\n')];
    const more = lines.filter((line) => !others.includes(line)).map((line) => `it has ${line}`);
    const less = others.filter((line) => !lines.includes(line)).map((line) => `it lacks ${line}`);
    throw new Error(`${tool.name} left the host otherwise than wanted:\n${[...more, ...less].join('\n')}`);
  }
}
