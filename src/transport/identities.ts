import ssh2, { type IdentityCallback, type ParsedKey, type SignCallback, type SigningRequestOptions } from 'ssh2';
import { fail, ok, type Result } from '../model/result.ts';
import type { KeyProblem } from './key-file.ts';
import type { AgentKeys, Identity, KeyRing, KeyUnusable } from './key-ring.ts';
import type { Target } from './target.ts';

/** Why there is nothing to log in with. */
export type NoIdentity =
  | ({ readonly path: string } & (KeyProblem | { readonly problem: 'public' }))
  | { readonly problem: 'locked'; readonly error: KeyUnusable }
  /** No key was asked for, and neither the usual files nor the agent have one; `notes` say what was found instead. */
  | { readonly problem: 'none'; readonly files: readonly string[]; readonly notes: readonly string[] };

const same = (a: ParsedKey, b: ParsedKey): boolean => a.getPublicSSH().equals(b.getPublicSSH());

const agentKeys = (ring: KeyRing, { agent }: Target): Promise<AgentKeys> =>
  agent === undefined || agent === '' ? Promise.resolve({ identities: [] }) : ring.agent(agent);

/** The one identity that the inventory asks for: others would use up the host's patience (MaxAuthTries). */
const asked = async (ring: KeyRing, target: Target, path: string): Promise<Result<readonly Identity[], NoIdentity>> => {
  const file = await ring.file(path);
  if (!file.ok) return fail({ path, ...file.failure });
  const { value } = file;
  const publicKey = value.state === 'locked' ? value.publicKey : value.key;
  if (value.state !== 'open' && publicKey !== undefined) {
    const { identities } = await agentKeys(ring, target);
    const held = identities.find((identity) => same(identity.publicKey, publicKey));
    if (held !== undefined) return ok([{ ...held, label: `${path} (agent)` }]);
  }
  if (value.state === 'public') return fail({ path, problem: 'public' });
  const identity = await ring.identity(path, value);
  return identity.ok ? ok([identity.value]) : fail({ problem: 'locked', error: identity.failure });
};

const describe = (path: string, problem: KeyProblem): string | undefined => {
  if (problem.problem === 'missing') return undefined;
  return problem.problem === 'exposed' ? `${path} is open to others (mode ${problem.mode})` : `${path} is unusable`;
};

/** All that the user has, in OpenSSH's order: keys of the agent that files name, its other keys, files, locked files. */
const usual = async (ring: KeyRing, target: Target): Promise<Result<readonly Identity[], NoIdentity>> => {
  const agent = await agentKeys(ring, target);
  const notes = agent.problem === undefined ? [] : [`the ssh-agent at ${target.agent ?? ''} does not answer`];
  const named: Identity[] = [];
  const open: Identity[] = [];
  const locked: Identity[] = [];
  for (const path of target.identityFiles) {
    const file = await ring.file(path);
    if (!file.ok) {
      notes.push(...[describe(path, file.failure)].filter((note) => note !== undefined));
      continue;
    }
    const publicKey = file.value.state === 'locked' ? file.value.publicKey : file.value.key;
    // An old PEM file that is encrypted and has no .pub: nobody asked for it, so nobody is asked for its passphrase.
    if (publicKey === undefined) continue;
    const held = agent.identities.find((identity) => same(identity.publicKey, publicKey));
    if (held !== undefined) named.push(held);
    else if (file.value.state !== 'public') {
      const identity = await ring.identity(path, file.value);
      if (identity.ok) (file.value.state === 'open' ? open : locked).push(identity.value);
    }
  }
  const others = target.identitiesOnly ? [] : agent.identities.filter((identity) => !named.includes(identity));
  const all = [...named, ...others, ...open, ...locked];
  return all.length === 0 ? fail({ problem: 'none', files: target.identityFiles, notes }) : ok(all);
};

/** The keys to offer to a host, in this order. */
export const identitiesFor = (ring: KeyRing, target: Target): Promise<Result<readonly Identity[], NoIdentity>> =>
  target.key === undefined ? usual(ring, target) : asked(ring, target, target.key);

/** Offers identities in the way of an agent, so that a locked key is only unlocked once the host would accept it. */
export class Offer extends ssh2.BaseAgent<ParsedKey> {
  readonly #identities: readonly Identity[];
  readonly #signing: (signature: Promise<Buffer>) => Promise<Buffer>;

  /** `signing` follows a signature in the making, which may wait for the user, and never settles once nobody wants it. */
  constructor(identities: readonly Identity[], signing: (signature: Promise<Buffer>) => Promise<Buffer>) {
    super();
    this.#identities = identities;
    this.#signing = signing;
  }

  override getIdentities(callback: IdentityCallback<ParsedKey>): void {
    callback(
      null,
      this.#identities.map(({ publicKey }) => publicKey),
    );
  }

  override sign(
    key: ParsedKey,
    data: Buffer,
    options: SigningRequestOptions | SignCallback,
    callback?: SignCallback,
  ): void {
    const [settings, done] = typeof options === 'function' ? [{}, options] : [options, callback];
    const identity = this.#identities.find(({ publicKey }) => same(publicKey, key));
    if (identity === undefined || done === undefined) throw new Error('ssh2 asked for a key that was not offered');
    this.#signing(identity.sign(data, settings)).then(
      (signature) => {
        done(null, signature);
      },
      (error: unknown) => {
        done(error instanceof Error ? error : new Error(String(error)));
      },
    );
  }
}
