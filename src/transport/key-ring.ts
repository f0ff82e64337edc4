import ssh2, { type ParsedKey, type SigningRequestOptions } from 'ssh2';
import { ok, type Result } from '../model/result.ts';
import { thrownSaid } from '../model/said.ts';
import { readKeyFile, unlock, type KeyFile, type KeyProblem } from './key-file.ts';
import type { Questions } from './questions.ts';

/** A key that can sign a login. */
export interface Identity {
  /** Where it comes from, for messages. */
  readonly label: string;
  readonly publicKey: ParsedKey;
  /** Rejects with {@link KeyUnusable}. */
  sign(data: Buffer, options: SigningRequestOptions): Promise<Buffer>;
}

/** A key that a host would accept but that does not sign: a wrong passphrase, an agent that declines. */
export class KeyUnusable extends Error {
  readonly advice: string;

  constructor(message: string, advice: string) {
    super(message);
    this.advice = advice;
  }
}

/** Keys that an ssh-agent holds; `problem` says why it could not be asked. */
export interface AgentKeys {
  readonly identities: readonly Identity[];
  readonly problem?: string;
}

/** The keys of the user who runs jts: each file and agent is read once, each passphrase asked once, for all hosts. */
export class KeyRing {
  readonly #questions: Questions;
  readonly #files = new Map<string, Promise<Result<KeyFile, KeyProblem>>>();
  readonly #unlocked = new Map<string, Promise<ParsedKey>>();
  readonly #agents = new Map<string, Promise<AgentKeys>>();

  constructor(questions: Questions) {
    this.#questions = questions;
  }

  /** What a key file holds. */
  file(path: string): Promise<Result<KeyFile, KeyProblem>> {
    return once(this.#files, path, () => readKeyFile(path));
  }

  /** The identity in a key file; one whose public part is not known is unlocked for it. */
  async identity(path: string, file: Exclude<KeyFile, { state: 'public' }>): Promise<Result<Identity, KeyUnusable>> {
    const open = (): Promise<ParsedKey> =>
      file.state === 'open' ? Promise.resolve(file.key) : this.#unlock(path, file.data);
    try {
      const publicKey = file.state === 'open' ? file.key : (file.publicKey ?? (await open()));
      return ok({ label: path, publicKey, sign: async (data, { hash }) => signature((await open()).sign(data, hash)) });
    } catch (error) {
      if (error instanceof KeyUnusable) return { ok: false, failure: error };
      throw error;
    }
  }

  /** The keys of the agent that listens on a socket. */
  agent(socket: string): Promise<AgentKeys> {
    return once(this.#agents, socket, () => askAgent(socket));
  }

  #unlock(path: string, data: Buffer): Promise<ParsedKey> {
    return once(this.#unlocked, path, async () => {
      const passphrase = await this.#questions.secret(`passphrase of ${path}: `);
      if (passphrase === undefined) {
        throw new KeyUnusable(
          `the key ${path} is encrypted and nobody gave its passphrase`,
          `Add it to the ssh-agent (ssh-add ${path}), or run jts on a terminal, where it asks.`,
        );
      }
      const key = unlock(data, passphrase);
      if (key !== undefined) return key;
      throw new KeyUnusable(
        `the passphrase given does not open the key ${path}`,
        `Run again and type it anew; to try it on its own: ssh-keygen -y -f ${path}`,
      );
    });
  }
}

const once = <V>(known: Map<string, Promise<V>>, name: string, find: () => Promise<V>): Promise<V> => {
  const found = known.get(name) ?? find();
  known.set(name, found);
  return found;
};

/** ssh2 returns an Error where its types promise a signature. */
const signature = (signed: Buffer | Error): Buffer => {
  if (signed instanceof Error) throw signed;
  return signed;
};

const askAgent = (socket: string): Promise<AgentKeys> => {
  const agent = new ssh2.OpenSSHAgent(socket);
  const identity = (publicKey: ParsedKey): Identity => {
    const label = `${publicKey.comment || publicKey.type} (agent)`;
    const sign = (data: Buffer, options: SigningRequestOptions): Promise<Buffer> =>
      new Promise((resolve, reject) => {
        agent.sign(publicKey, data, options, (error, signed) => {
          if (signed !== undefined) resolve(signed);
          else {
            reject(
              new KeyUnusable(
                `the ssh-agent does not sign with ${label}: ${thrownSaid(error)}`,
                'See that it still holds the key (ssh-add -l) and that you confirm what it asks.',
              ),
            );
          }
        });
      });
    return { label, publicKey, sign };
  };
  return new Promise((resolve) => {
    agent.getIdentities((error, keys) => {
      if (keys === undefined) resolve({ identities: [], problem: thrownSaid(error) });
      else resolve({ identities: keys.flatMap((key) => ('pubKey' in key ? [] : [identity(key)])) });
    });
  });
};
