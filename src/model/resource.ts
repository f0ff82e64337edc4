import type { Shell } from '../shell/sh.ts';
import type { Check } from './check.ts';
import type { DeclaredDisk } from './disk.ts';
import type { Facts, Need } from './fact.ts';

/** Names a resource on one host: kind and id, e.g. `logical-volume:vg_jts/lv_redis`. */
export type Ref = `${string}:${string}`;

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** What a change puts at stake beyond the resource itself. */
export type Risk = 'boot' | 'network' | 'data';

/** A step that several changes share and that runs once, after the last change of a role's batch (e.g. daemon-reload). */
export interface Finisher {
  readonly id: string;
  readonly run: Shell;
}

/** One thing to be done on a host, as data. */
export interface Change {
  readonly action: 'create' | 'update' | 'grow' | 'remove';
  readonly from: string;
  readonly to: string;
  readonly reason: string;
  /** Bash, run with `set -euo pipefail` as root; its standard input is empty. */
  readonly run: Shell;
  /** Seconds; how long `run` may take. */
  readonly deadline: number;
  /** What was there, in the kind's own words: the journal keeps it, and the kind's `undo` gets it back. */
  readonly before: Json;
  /** Whether `before` is left out, because it held a secret that jts may no longer know by its value. */
  readonly isConcealed?: true;
  /** What is lost for good, where undoing is impossible. */
  readonly irreversible?: string;
  /** Data on the host that this change destroys. */
  readonly destroys?: string;
  readonly risk?: Risk;
  /**
   * Bash that brings back what was there, for a change that might cut the host off or keep it from booting: the host runs it
   * on its own unless jts, connected anew, says that all is well. It may refuse, must do no harm where `run` did not come to
   * its end, and can be run twice.
   */
  readonly revert?: Shell;
  /** The text of a file before and after, for `--diff`. */
  readonly diff?: { readonly before: string; readonly after: string };
  readonly finish?: readonly Finisher[];
}

/** What a kind says of a resource on a host. */
export type Verdict =
  | { readonly verdict: 'fine'; readonly reason: string }
  | { readonly verdict: 'change'; readonly change: Change }
  | { readonly verdict: 'refuse'; readonly reason: string; readonly advice: string }
  /** Cannot be known before an earlier change is made; looked at again after it. */
  | { readonly verdict: 'later'; readonly reason: string }
  /** Cannot be known, because what would tell does not answer. */
  | { readonly verdict: 'unreadable'; readonly reason: string };

export const fine = (reason: string): Verdict => ({ verdict: 'fine', reason });
export const change = (change: Change): Verdict => ({ verdict: 'change', change });
export const refuse = (reason: string, advice: string): Verdict => ({ verdict: 'refuse', reason, advice });
export const unreadable = (reason: string): Verdict => ({ verdict: 'unreadable', reason });
export const later = (reason: string): Verdict => ({ verdict: 'later', reason });

/** What the planner knows beyond the facts when it asks a kind. */
export interface PlanContext {
  /** How things stand with what the resource stands on:
   * `there` – as the facts show it, `new` – this plan makes it, so the resource counts as absent,
   * `unseen` – it exists but this plan must first bring it into view (a file system to be mounted). */
  readonly base: 'there' | 'new' | 'unseen';
  /** Serials of the disks that the operator allowed jts to wipe on this host, in this run. */
  readonly allowWipe?: readonly string[];
  /** Serials of the disks whose data the operator allowed jts to destroy on this host, in this run. */
  readonly destroyData?: readonly string[];
  /** All disks that the roles of this play declare for this host. */
  readonly disks?: readonly DeclaredDisk[];
}

/** A kind of resource: how to read it, compare it, change it, check it and take it away again. All functions are pure. */
export interface Kind<D> {
  readonly kind: string;
  /** Unique among the resources of this kind on a host. */
  id(desired: D): string;
  /** What it stands on; refs that the play does not contain are passed over. */
  on?(desired: D): readonly Ref[];
  /** Whether making this resource only brings what exists into view, as a mount does. */
  readonly reveals?: boolean;
  /** What has to be there before a change of it, although it may exist without: the owner of a directory. */
  follows?(desired: D): readonly Ref[];
  /** Whether a change of it may run beside such changes of its role as it neither stands on nor follows. */
  readonly parallelSafe?: boolean;
  /** Names what its changes take turns at, because they would only wait for each other: the lock of LVM, of /etc/fstab, … */
  readonly lane?: string;
  /** The disk that it takes, where the inventory declares one. */
  disk?(desired: D): DeclaredDisk;
  needs(desired: D): readonly Need[];
  diff(desired: D, facts: Facts, context: PlanContext): Verdict;
  /** How to take the resource away, given what the journal says was there before (`undefined`: jts did not make it). */
  undo(desired: D, facts: Facts, before: Json | undefined, context: PlanContext): Verdict;
  checks?(desired: D, facts: Facts): readonly Check[];
}

/** A desired resource: plain data and the kind that understands it. */
export interface Resource {
  readonly ref: Ref;
  readonly kind: Kind<unknown>;
  readonly desired: unknown;
}

/** Makes resources of one kind; `ref` names one by its id. */
export interface KindOf<D> {
  (desired: D): Resource;
  readonly ref: (id: string) => Ref;
  readonly kind: Kind<D>;
}

/** Defines a kind of resource; the result makes resources: `directory({ path, owner, … })`. */
export const defineKind = <D>(kind: Kind<D>): KindOf<D> => {
  const ref = (id: string): Ref => `${kind.kind}:${id}`;
  const make = (desired: D): Resource => ({ ref: ref(kind.id(desired)), kind, desired });
  return Object.assign(make, { ref, kind });
};
