import { expect } from 'vitest';
import { jts } from '../e2e/jts.ts';
import { startJts, type Controller } from './controller.ts';

/** What happens to a controller while a change is made. */
export interface Fate {
  readonly name: string;
  readonly meet: (controller: Controller) => void;
  /** The exit code or signal that ends it; one that is merely suspended comes to its end. */
  readonly end: number | NodeJS.Signals;
}

export const killed: Fate = {
  name: 'kill -9',
  meet: (controller) => {
    controller.signal('SIGKILL');
  },
  end: 'SIGKILL',
};

export const interruptedTwice: Fate = {
  name: 'Ctrl-C twice',
  meet: (controller) => {
    controller.signal('SIGINT');
    setTimeout(() => {
      controller.signal('SIGINT');
    }, 50);
  },
  end: 130,
};

/** Suspended, as a laptop is that is shut. */
export const suspended = (seconds: number): Fate => ({
  name: `suspended for ${seconds} s`,
  meet: (controller) => {
    controller.signal('SIGSTOP');
    setTimeout(() => {
      controller.signal('SIGCONT');
    }, seconds * 1000);
  },
  end: 0,
});

/** A run of jts that meets its fate as soon as a change begins that is not to be spared. */
export interface Course {
  readonly words: readonly string[];
  readonly folder: string;
  /** Another build of jts. */
  readonly main?: string;
  readonly spares: (change: string) => boolean;
}

/** What came of it. */
export interface Life {
  readonly end: number | NodeJS.Signals | null;
  readonly changes: number;
  /** The change at whose beginning it met its fate. */
  readonly at: string | undefined;
  /** What it says of a host that it did not bring to what is wanted. */
  readonly failure: string | undefined;
}

/** Runs jts until its end, or that of its fate. */
export const live = async ({ meet }: Fate, { words, folder, main, spares }: Course): Promise<Life> => {
  let changes = 0;
  let at: string | undefined;
  let failure: string | undefined;
  const { ended } = startJts(
    words,
    folder,
    (event, controller) => {
      if (event.event === 'host-ended') failure = event.report.failure?.message;
      if (event.event !== 'change-started') return;
      changes += 1;
      if (at !== undefined || spares(event.resource)) return;
      at = event.resource;
      meet(controller);
    },
    main,
  );
  const { code, signal } = await ended;
  return { end: code ?? signal, changes, at, failure };
};

/** More lives than a provision has changes: a change that fails, say, comes up in each of them. */
const MOST_LIVES = 400;

/** What controllers go through, one after the other, while they provision hosts. */
export interface Lives {
  readonly provision: readonly string[];
  readonly folder: string;
  /** Another build of jts. */
  readonly main?: string;
  /** The host, by its name, and its inventory, for who tells it to stop. */
  readonly host: { readonly name: string; readonly inventory: string };
  /** Of so many lives one ends by Ctrl-C, the others by kill -9. */
  readonly fates: number;
  /** Whether a change is left alone in a life, given the changes at which its fate was met before. */
  readonly spares: (change: string, life: number, met: ReadonlySet<string>) => boolean;
  /** Whether the host is told to stop at the end of a life; left alone, it goes on for a while, and makes changes that the next life does not see begin. */
  readonly isTold: (life: number) => boolean;
}

/** What came of them. */
export interface Toll {
  lives: number;
  /** Lives that went on with the run of the one before. */
  resumed: number;
  /** The changes at whose beginnings each fate was met. */
  readonly met: ReadonlyMap<Fate, Set<string>>;
}

/** A toll to begin with. */
export const noToll = (): Toll => ({
  lives: 0,
  resumed: 0,
  met: new Map([killed, interruptedTwice].map((fate) => [fate, new Set()])),
});

/** A toll in words. */
export const told = ({ lives, resumed, met }: Toll): string => {
  const points = [...met].map(([{ name }, changes]) => `${name} at ${changes.size} changes`).join(', ');
  return `${lives} tried (${points}), ${resumed} of them in a resumed run; all converged, lost: 0`;
};

/** Provisions a blank host in as many lives as that takes; every other one resumes the run of the one before. */
export const provisionInLives = async (toll: Toll, lives: Lives): Promise<'met' | 'spared'> => {
  const { provision, folder, main, host, fates, spares, isTold } = lives;
  for (let life = 0; ; life += 1) {
    expect(toll.lives).toBeLessThan(MOST_LIVES);
    const fate = life % fates === fates - 1 ? interruptedTwice : killed;
    const met = toll.met.get(fate) ?? new Set();
    const resumes = life % 2 === 1;
    const { end, at, failure } = await live(fate, {
      words: resumes ? ['run', '--resume'] : provision,
      folder,
      ...(main !== undefined && { main }),
      spares: (change) => spares(change, life, met),
    });
    if (at === undefined) {
      expect({ end, failure }).toEqual({ end: 0, failure: undefined });
      return life === 0 ? 'spared' : 'met';
    }
    expect({ fate: fate.name, end }).toEqual({ fate: fate.name, end: fate.end });
    toll.lives += 1;
    met.add(at);
    if (resumes) toll.resumed += 1;
    if (isTold(life)) {
      const words = ['unlock', host.name, '-i', host.inventory, '--yes'];
      await jts(words, { folder, ...(main !== undefined && { main }) });
    }
  }
};
