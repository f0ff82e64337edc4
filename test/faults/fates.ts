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
}

/** Runs jts until its end, or that of its fate. */
export const live = async ({ meet }: Fate, { words, folder, main, spares }: Course): Promise<Life> => {
  let changes = 0;
  let at: string | undefined;
  const { ended } = startJts(
    words,
    folder,
    (event, controller) => {
      if (event.event !== 'change-started') return;
      changes += 1;
      if (at !== undefined || spares(event.resource)) return;
      at = event.resource;
      meet(controller);
    },
    main,
  );
  const { code, signal } = await ended;
  return { end: code ?? signal, changes, at };
};
