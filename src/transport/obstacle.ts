import type { HostKey } from './host-key.ts';
import type { NoIdentity } from './identities.ts';
import type { Standing } from './known-hosts.ts';

/** How far a connection came. */
export type Stage = 'connecting' | 'greeting' | 'key exchange' | 'login';

/** What kept a session with a host from being set up. */
export type Obstacle =
  | { readonly obstacle: 'configuration'; readonly said: string }
  | { readonly obstacle: 'no identity'; readonly why: NoIdentity }
  /** The network said no: `code` as in errno(3), e.g. ECONNREFUSED. */
  | { readonly obstacle: 'network'; readonly code: string }
  | { readonly obstacle: 'timeout'; readonly stage: Stage }
  /** The other end hung up before it said anything. */
  | { readonly obstacle: 'dropped'; readonly attempts: number }
  | { readonly obstacle: 'not ssh'; readonly heard: string }
  | { readonly obstacle: 'proxy'; readonly said: string }
  | {
      readonly obstacle: 'host key';
      readonly key: HostKey;
      readonly standing: Exclude<Standing, { standing: 'trusted' }>;
    }
  /** No key was enough; `methods` are what the host wants, `tried` says which keys it saw. */
  | { readonly obstacle: 'refused'; readonly tried: readonly string[]; readonly methods: readonly string[] }
  | { readonly obstacle: 'too many keys'; readonly tried: readonly string[] }
  | { readonly obstacle: 'key'; readonly message: string; readonly advice: string }
  | { readonly obstacle: 'broken'; readonly stage: Stage; readonly reason: string };

/** What a failure tells the user. */
export interface Told {
  readonly message: string;
  readonly advice: string;
}
