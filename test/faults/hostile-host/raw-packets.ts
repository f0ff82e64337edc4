import type { Socket } from 'node:net';
import type { Connection } from 'ssh2';

/** What ssh2 keeps of a connection and does not show. */
interface Inside {
  readonly _sock: Socket;
  readonly _protocol: {
    readonly _packetRW: {
      readonly write: {
        readonly allocStart: number;
        alloc(size: number): Buffer;
        finalize(packet: Buffer): Buffer;
      };
    };
    readonly _cipher: { encrypt(packet: Buffer): void };
    channelOpenConfirm(...words: number[]): void;
  };
  rekey(done: () => void): void;
}

const inside = (connection: Connection): Inside => connection as unknown as Inside;

/** The socket below a connection. */
export const socketOf = (connection: Connection): Socket => inside(connection)._sock;

/** A number as SSH packs it: RFC 4251. */
export const uint32 = (number: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(number);
  return bytes;
};

/** A text as SSH packs it. */
export const text = (content: string): Buffer =>
  Buffer.concat([uint32(Buffer.byteLength(content)), Buffer.from(content)]);

/** Sends a packet as it is, encrypted: the number of the message, and what is in it. */
export const sendPacket = (connection: Connection, message: number, ...parts: readonly Buffer[]): void => {
  const { _packetRW: packets, _cipher: cipher } = inside(connection)._protocol;
  const payload = Buffer.concat([Buffer.from([message]), ...parts]);
  const start = packets.write.allocStart;
  const packet = packets.write.alloc(payload.length);
  packet.set(payload, start);
  cipher.encrypt(packets.write.finalize(packet));
};

/** Opens channels without room for a single byte from the other end. */
export const openWithoutWindow = (connection: Connection): void => {
  const protocol = inside(connection)._protocol;
  const confirm = protocol.channelOpenConfirm.bind(protocol);
  protocol.channelOpenConfirm = (...[remote = 0, local = 0, , size = 0]) => {
    confirm(remote, local, 0, size);
  };
};

/** Agrees on new keys, and resolves once that is done. */
export const rekey = (connection: Connection): Promise<void> =>
  new Promise((resolve) => {
    inside(connection).rekey(resolve);
  });

/** Ends the connection in the way of SSH, with words of one's own. */
export const disconnect = (connection: Connection, words: string): void => {
  sendPacket(connection, 1, uint32(2), text(words), text(''));
};
