import net, { type Socket } from 'node:net';
import { PassThrough, type Writable } from 'node:stream';

/** What went over the wire between a controller and its hosts, over all connections. */
export interface Traffic {
  connections: number;
  /** Bytes from the controller to the hosts. */
  sent: number;
  /** Bytes from the hosts to the controller. */
  received: number;
  /** How often the controller said something after it had heard of a host, at least half a round trip after the last time. */
  turns: number;
}

/** Where a proxy listens, and the host behind it. */
export interface Route {
  readonly from: string;
  readonly to: string;
  readonly port: number;
}

/** Hands out chunks in their order, each `delay` milliseconds after it came; undefined says that nothing comes any more. */
const delayed = (delay: number, hand: (chunk: Buffer | undefined) => void): ((chunk: Buffer | undefined) => void) =>
  delay === 0
    ? hand
    : (chunk) => {
        // Timers of one duration fire in the order in which they were set.
        setTimeout(hand, delay, chunk);
      };

const later = (delay: number, act: () => void): void => {
  if (delay === 0) act();
  else setTimeout(act, delay);
};

const passOn =
  (to: Writable) =>
  (chunk: Buffer | undefined): void => {
    if (chunk === undefined) to.end();
    else to.write(chunk);
  };

/**
 * Passes a connection on to a host that is `roundTrip` milliseconds away. With TCP's handshake the near end speaks after one
 * round trip, and the far end hears that it is there with the third packet, half a round trip later.
 */
const connectThrough = (near: Socket, { to, port }: Route, roundTrip: number, traffic: Traffic): void => {
  const half = roundTrip / 2;
  const toHost = new PassThrough();
  const up = delayed(half, passOn(toHost));
  const down = delayed(half, passOn(near));
  let isAnswer = true;
  let spoke = -Infinity;
  const hear = (): void => {
    near.on('data', (chunk: Buffer) => {
      traffic.sent += chunk.length;
      // What answers two packets of one flight is one turn.
      if (isAnswer && performance.now() - spoke >= half) {
        traffic.turns += 1;
        spoke = performance.now();
      }
      isAnswer = false;
      up(chunk);
    });
    near.on('end', () => {
      up(undefined);
    });
  };
  const reach = (): void => {
    const far = net.connect({ host: to, port, noDelay: true });
    toHost.pipe(far);
    far.on('data', (chunk: Buffer) => {
      traffic.received += chunk.length;
      isAnswer = true;
      down(chunk);
    });
    far.on('end', () => {
      down(undefined);
    });
    far.on('error', () => near.destroy());
    near.on('close', () => {
      far.destroySoon();
    });
  };
  traffic.connections += 1;
  near.setNoDelay(true);
  near.on('error', () => toHost.destroy());
  later(roundTrip, hear);
  later(roundTrip + half, reach);
};

/** Stands before hosts, as if each were `roundTrip` milliseconds away; resolves once all addresses are listened on. */
export const stand = async (routes: readonly Route[], roundTrip: number): Promise<Traffic> => {
  const traffic: Traffic = { connections: 0, sent: 0, received: 0, turns: 0 };
  await Promise.all(
    routes.map(
      (route) =>
        new Promise<void>((resolve, reject) => {
          net
            .createServer({ allowHalfOpen: true }, (near) => {
              connectThrough(near, route, roundTrip, traffic);
            })
            .once('error', reject)
            .listen(route.port, route.from, 1024, resolve);
        }),
    ),
  );
  return traffic;
};
