import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Route, Traffic } from './proxy.ts';

/** Proxies before hosts, in a process of their own. */
export interface Wire {
  traffic(): Promise<Traffic>;
  close(): Promise<void>;
}

/** Puts proxies before hosts, as if these were `roundTrip` milliseconds away. */
export const openWire = async (routes: readonly Route[], roundTrip: number): Promise<Wire> => {
  const child = fork(join(import.meta.dirname, 'main.ts'), [String(roundTrip), JSON.stringify(routes)], {
    execArgv: ['--import', 'jiti/register'],
  });
  const ended = once(child, 'exit');
  await Promise.race([
    once(child, 'message'),
    ended.then(() => Promise.reject(new Error('the proxies before the hosts did not start'))),
  ]);
  return {
    async traffic() {
      const answer = once(child, 'message');
      child.send('traffic');
      const [traffic] = (await answer) as [Traffic];
      return traffic;
    },
    async close() {
      child.disconnect();
      await ended;
    },
  };
};
