import net, { type Socket } from 'node:net';
import { freePort } from './free-port.ts';

/** A TCP server on loopback that stands before another one, or behaves badly on its own. */
export interface Proxy {
  readonly port: number;
  /** How many connections it was asked for. */
  connections(): number;
  /** Forwards nothing from now on and keeps all connections open. */
  stall(): void;
  stop(): Promise<void>;
}

/** Starts a server that treats each new connection, numbered from 1, as told. */
export const startProxy = async (treat: (socket: Socket, number: number) => void): Promise<Proxy> => {
  const sockets = new Set<Socket>();
  const port = await freePort();
  let count = 0;
  const server = net.createServer((socket) => {
    count += 1;
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    treat(socket, count);
  });
  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    port,
    connections: () => count,
    stall() {
      for (const socket of sockets) socket.unpipe().pause();
    },
    stop() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      });
    },
  };
};

/** Forwards a connection to a port of loopback, byte for byte. */
export const forward = (socket: Socket, port: number): void => {
  const other = net.connect(port, '127.0.0.1');
  other.on('error', () => socket.destroy());
  other.on('close', () => socket.destroy());
  socket.on('close', () => other.destroy());
  socket.pipe(other);
  other.pipe(socket);
};
