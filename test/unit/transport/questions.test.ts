import { expect, it, vi } from 'vitest';
import { Questions } from '../../../src/transport/questions.ts';

it('asks each question once, however many want to know', async () => {
  const ask = vi.fn((prompt: string) => Promise.resolve(`answer to ${prompt}`));
  const questions = new Questions(ask);
  const answers = await Promise.all(['a', 'b', 'a'].map((prompt) => questions.secret(prompt)));
  expect(answers.map((answer) => answer?.reveal())).toEqual(['answer to a', 'answer to b', 'answer to a']);
  expect(ask.mock.calls).toEqual([['a'], ['b']]);
});

it('asks one question at a time, also after one that failed', async () => {
  const log: string[] = [];
  const questions = new Questions(async (prompt) => {
    log.push(`${prompt} asked`);
    await new Promise((resolve) => setTimeout(resolve, 5));
    log.push(`${prompt} answered`);
    if (prompt === 'a') throw new Error('terminal gone');
    return prompt;
  });
  const outcomes = await Promise.allSettled([questions.secret('a'), questions.secret('b')]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  expect(log).toEqual(['a asked', 'a answered', 'b asked', 'b answered']);
});

it('knows when nobody answers', async () => {
  expect(await new Questions(() => Promise.resolve(undefined)).secret('a')).toBeUndefined();
});
