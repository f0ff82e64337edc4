import type { Static, TSchema } from 'typebox';
import type { ActiveCheck } from './check.ts';
import type { Resource } from './resource.ts';

export type Tier = 'hot' | 'warm' | 'cold' | 'all';

/** Texts that a role puts on hosts, by the names of the files in its folder `files`. */
export type RoleFiles = Readonly<Record<string, string>>;

/** What a host should look like in one respect, as a function of variables and its own files alone. */
export interface Role<V = unknown> {
  readonly name: string;
  /** One sentence for `jts roles`. */
  readonly summary: string;
  readonly tier: Tier;
  /** Roles that come first, where the play has them. */
  readonly after: readonly string[];
  /** Whether it may run beside other parallel-safe roles on the same host. */
  readonly parallelSafe: boolean;
  /** Schema of the variables it reads; every leaf carries its `default` and `description`. */
  readonly vars: TSchema;
  readonly files: RoleFiles;
  desired(vars: V, files: RoleFiles): readonly Resource[];
  /** What the desired state does not imply by itself: round trips, throughput. */
  checks?(vars: V): readonly ActiveCheck[];
}

/** Defines a role; the type of its variables follows from their schema. Whoever loads it adds its files. */
export const defineRole = <S extends TSchema>(
  role: Omit<Role<Static<S>>, 'vars' | 'files'> & { readonly vars: S },
): Role => ({ ...role, files: {} });
