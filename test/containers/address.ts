import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import net from 'node:net';

/** The port at which sshd listens on every host in namespaces. */
export const SSH_PORT = 2022;

/** Blocks of loopback's addresses, two each: one for hosts, and the next for what stands before them. */
const BLOCKS = Array.from({ length: 100 }, (_, index) => 10 + 2 * index);

/** Hosts that a block has room for in one of its networks. */
const IN_A_NETWORK = 250;

/** A block of loopback's addresses that no other process of this machine has. */
export interface Block {
  /** Address of a host, counted from 0. */
  address(number: number): string;
  /** Where a proxy may stand before the host with that address. */
  before(address: string): string;
  release(): void;
}

const holds = async (holder: Socket, address: string): Promise<boolean> => {
  holder.bind({ port: SSH_PORT, address, exclusive: true });
  return once(holder, 'listening').then(
    () => true,
    () => false,
  );
};

/** Whether sshd says something at an address. */
export const answers = (address: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = net.connect(SSH_PORT, address);
    const settle = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('data', () => {
      settle(true);
    });
    for (const end of ['error', 'close'])
      socket.once(end, () => {
        settle(false);
      });
  });

/**
 * Claims the first block that is free. What holds it is a UDP socket on an address that no host gets: the kernel knows of
 * it in every checkout and every program, and lets it go with this process, however that ends.
 */
export const claimBlock = async (): Promise<Block> => {
  for (const block of BLOCKS) {
    const address = (number: number): string =>
      `127.${block}.${Math.floor(number / IN_A_NETWORK)}.${(number % IN_A_NETWORK) + 1}`;
    const holder = createSocket('udp4');
    // Hosts of a process that was killed may need a moment longer than its claim.
    if ((await holds(holder, `127.${block}.255.254`)) && !(await answers(address(0)))) {
      holder.unref();
      return {
        address,
        before: (each) => each.replace(`127.${block}.`, `127.${block + 1}.`),
        release: () => holder.close(),
      };
    }
    holder.close();
  }
  throw new Error('no block of addresses of loopback is free: do so many tests run on this machine?');
};
