import { Connection, type Reached } from '../engine/connection.ts';
import type { Failure } from '../model/failure.ts';
import type { Host } from '../model/host.ts';
import { ok, type Result } from '../model/result.ts';
import { becomeRoot } from '../transport/become.ts';
import { connector } from '../transport/connect.ts';
import { Questions } from '../transport/questions.ts';
import type { Turn } from '../report/turns.ts';
import { askSecret } from './prompt.ts';

/** Seconds until a host that does not let us become root is given up; time spent asking for a password does not count. */
const BECOME_DEADLINE = 60;

/** Makes the way to the hosts of one run: connections are opened when asked for, passwords are asked for once. */
export const reacher = (inventory: string, quietly: Turn): ((host: Host) => Promise<Result<Reached, Failure>>) => {
  const questions = new Questions((prompt) => quietly(() => askSecret(prompt)));
  const connect = connector({ questions, inventory });
  return async (host) => {
    const transport = await connect(host);
    if (!transport.ok) return transport;
    const { become } = host.connection;
    return ok({
      start: (command, ready, sink) =>
        becomeRoot(transport.value, become, { command, ready, deadline: BECOME_DEADLINE }, sink, () =>
          questions.secret('sudo password: '),
        ),
      close: () => transport.value.close(),
    });
  };
};

/** A connection that only looks, and gives up when it is lost: the command that wants it is short. */
export const lookingConnection = (host: Host, reach: (host: Host) => Promise<Result<Reached, Failure>>): Connection =>
  new Connection({
    host: host.name,
    reach: () => reach(host),
    patience: 0,
    isDead: () => false,
    notice: () => undefined,
    connected: () => undefined,
    stop: new AbortController().signal,
  });
