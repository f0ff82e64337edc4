import type { Process } from './proc.ts';

/** Whose processor time something was. */
export const GUESTS = 'guests';

interface Known extends Process {
  readonly owner: string;
  /** What it had used before this run. */
  readonly before: number;
}

/** What of a look concerns this run. */
export interface Looked {
  readonly all: readonly Process[];
  readonly self: Process;
  /** The stages that run, by the ids of their first processes. */
  readonly stages: ReadonlyMap<number, string>;
  /** Tells a guest of this checkout, which belongs to nobody as soon as it runs. */
  readonly isGuest: (process: Process) => boolean;
  /** The stage that has just ended: what this process has come to have used since the look before was used by that. */
  readonly justEnded?: string | undefined;
}

const keyOf = ({ pid, begun }: Process): string => `${pid} ${begun}`;

/**
 * Knows again, at each look, the processes that belong to this run, and counts what they use: those of stages with all that
 * they start, also where it is left behind or becomes a daemon, and the guests. What a process has used is told by itself for
 * as long as it is there, and by its parent as soon as that has waited for it.
 */
export class Census {
  readonly #reaped = new Map<string, number>();
  readonly #gone = new Map<string, number>();
  #strangers = new Set<string>();
  #known = new Map<string, Known>();
  #self: Process;
  #before: number;
  #first = true;

  constructor(self: Process) {
    this.#self = self;
    this.#before = self.used;
  }

  /** Takes note of what there is now. */
  look({ all, self, stages, isGuest, justEnded }: Looked): void {
    if (justEnded !== undefined) this.#add(this.#reaped, justEnded, self.used - this.#self.used);
    this.#self = self;
    const strangers = new Set<string>();
    const byId = new Map(all.map((each) => [each.pid, each]));
    const known = new Map<string, Known>();
    const ownerOf = (process: Process, above = 0): string | undefined => {
      const stage = stages.get(process.pid);
      if (stage !== undefined) return stage;
      const before = this.#known.get(keyOf(process));
      if (before !== undefined) return before.owner;
      const parent = byId.get(process.parent);
      if (parent === undefined || above > 100) return undefined;
      return known.get(keyOf(parent))?.owner ?? ownerOf(parent, above + 1);
    };
    for (const process of all) {
      if (process.pid === self.pid) continue;
      const key = keyOf(process);
      const before = this.#known.get(key);
      // A daemon is a child of what starts it for a moment, so that a guest is asked for again until it is one.
      const guest = before?.owner === GUESTS || (!this.#strangers.has(key) && isGuest(process));
      const owner = guest ? GUESTS : ownerOf(process);
      if (owner === undefined) strangers.add(key);
      else known.set(key, { ...process, owner, before: before?.before ?? (guest && this.#first ? process.used : 0) });
    }
    for (const [key, process] of this.#known) {
      if (known.has(key) || !this.#isForsaken(process)) continue;
      this.#add(this.#gone, process.owner, process.used - process.before);
    }
    this.#known = known;
    this.#strangers = strangers;
    this.#first = false;
  }

  /** Ticks that a stage, or the guests, have used so far. */
  usedBy(owner: string): number {
    const mine = [...this.#known.values()].filter((process) => process.owner === owner);
    const alive = mine.reduce((sum, { used, before }) => sum + used - before, 0);
    return alive + (this.#reaped.get(owner) ?? 0) + (this.#gone.get(owner) ?? 0);
  }

  /** Ticks that this run has used so far, its own included. */
  get used(): number {
    const alive = [...this.#known.values()].reduce((sum, { used, before }) => sum + used - before, 0);
    const gone = [...this.#gone.values()].reduce((sum, ticks) => sum + ticks, 0);
    return this.#self.used - this.#before + alive + gone;
  }

  /** The processes that belong to this run and are there. */
  get alive(): readonly Process[] {
    return [...this.#known.values()].filter(({ ended }) => !ended);
  }

  /** Whether nobody will tell what a process used that is gone: neither a parent of this run nor this process. */
  #isForsaken({ owner, parent }: Known): boolean {
    if (owner === GUESTS) return true;
    return parent !== this.#self.pid && ![...this.#known.values()].some(({ pid }) => pid === parent);
  }

  #add(counts: Map<string, number>, owner: string, ticks: number): void {
    counts.set(owner, (counts.get(owner) ?? 0) + ticks);
  }
}
