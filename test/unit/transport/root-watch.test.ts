import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RootWatch, type Step } from '../../../src/transport/root-watch.ts';

const PROMPT = '[jts 0123]';

interface Seen {
  readonly watch: RootWatch;
  readonly out: () => string;
  readonly err: () => string;
}

const watch = (): Seen => {
  let out = '';
  let err = '';
  const made = new RootWatch('mark ready ', PROMPT, {
    stdout: (chunk) => {
      out += Buffer.from(chunk).toString('latin1');
    },
    stderr: (chunk) => {
      err += Buffer.from(chunk).toString('latin1');
    },
  });
  return { watch: made, out: () => out, err: () => err };
};

/** Cuts a text into pieces at the given places. */
const pieces = (text: string, cuts: readonly number[]): readonly Buffer[] => {
  const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length];
  return places.slice(1).map((end, index) => Buffer.from(text.slice(places[index], end)));
};

const STEPS: readonly Step[] = [{ step: 'prompt' }, { step: 'ready', uid: '0' }];

it('sees prompt and ready and hands out what comes after, however the bytes are cut', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(), { maxLength: 8 }), async (cuts) => {
      const { watch: seen, out, err } = watch();
      for (const piece of pieces(`lecture\n${PROMPT}`, cuts)) seen.stderr(piece);
      for (const piece of pieces('Welcome, no mark ready 7\nmark ready 0\nfirst\nmark ready 1\n', cuts))
        seen.stdout(piece);
      for (const piece of pieces(`complaint${PROMPT}`, cuts)) seen.stderr(piece);
      expect([await seen.next(), await seen.next()]).toEqual(STEPS);
      expect(out()).toBe('first\nmark ready 1\n');
      expect(err()).toBe(`complaint${PROMPT}`);
    }),
  );
});

describe('what was printed on the way', () => {
  it('has no prompt in it, and standard error last', () => {
    const { watch: seen } = watch();
    seen.stderr(Buffer.from(`${PROMPT}Sorry, try again.\n${PROMPT}`));
    seen.stdout(Buffer.from('hello'));
    expect(seen.printed).toBe('\nhello\nSorry, try again.\n');
  });

  it('is kept to its last 8 KiB a stream', () => {
    const { watch: seen } = watch();
    for (let count = 0; count < 100; count += 1) {
      seen.stdout(Buffer.alloc(1_024, 'o'));
      seen.stderr(Buffer.alloc(1_024, 'e'));
    }
    expect(seen.printed).toBe(`${'o'.repeat(8_192)}\n${'e'.repeat(8_192)}`);
  });
});

it('hands a step to whoever already waits', async () => {
  const { watch: seen } = watch();
  const next = seen.next();
  seen.note({ step: 'late' });
  expect(await next).toEqual({ step: 'late' });
});
