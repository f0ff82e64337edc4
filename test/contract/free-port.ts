import net, { type AddressInfo } from 'node:net';

/** A TCP port of loopback that nothing listens on at this moment. */
export const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = net.createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });
