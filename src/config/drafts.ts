import type { Problem } from '../model/failure.ts';
import { problemAt } from './failure.ts';
import type { GroupEntry, HostEntry, InventoryFile } from './inventory-schema.ts';
import { mapAt, type LocatedMap } from './located.ts';
import { positionOf, type Span } from './source.ts';

/** The group that holds all others. */
export const ALL = 'all';
/** The group of the hosts that are in no group but `all`. */
const UNGROUPED = 'ungrouped';

/** A group or host as the file has it: what is written of it, in the one place that describes it. */
interface Described<E> {
  readonly name: string;
  readonly at: Span | undefined;
  readonly entry: E;
  readonly located: LocatedMap | undefined;
}

/** A group with the groups and hosts right below it, by name, and where they are named. */
export interface GroupDraft extends Described<GroupEntry> {
  readonly children: Map<string, Span | undefined>;
  readonly hosts: Set<string>;
}

export type HostDraft = Described<HostEntry>;

/** Collects the groups and hosts of an inventory file, which may name each in several places but describe it in one only. */
export class Drafts {
  readonly groups = new Map<string, GroupDraft>();
  readonly hosts = new Map<string, HostDraft>();
  readonly problems: Problem[] = [];

  constructor(file: InventoryFile, root: LocatedMap) {
    this.#group(ALL, null, undefined, undefined);
    for (const [name, entry] of Object.entries(file)) this.#groupIn(root, name, entry);
    const nested = new Set([...this.groups.values()].flatMap(({ children }) => [...children.keys()]));
    const all = this.groups.get(ALL);
    for (const { name, at } of this.groups.values()) if (name !== ALL && !nested.has(name)) all?.children.set(name, at);
    this.#gatherUngrouped();
    this.#refuseSharedNames();
  }

  #groupIn(map: LocatedMap | undefined, name: string, entry: GroupEntry): void {
    const found = map?.entries.get(name);
    this.#group(name, entry, found?.key, found?.value.kind === 'map' ? found.value : undefined);
  }

  #group(name: string, entry: GroupEntry, at: Span | undefined, located: LocatedMap | undefined): void {
    const known = this.groups.get(name);
    if (!this.#isDescribedOnce('group', known, entry, at, name)) return;
    const children = known?.children ?? new Map<string, Span | undefined>();
    const hosts = known?.hosts ?? new Set<string>();
    this.groups.set(name, isEmpty(entry) && known ? known : { name, at, entry, located, children, hosts });
    const inner = located && mapAt(located, ['children']);
    for (const [child, childEntry] of Object.entries(entry?.children ?? {})) {
      children.set(child, inner?.entries.get(child)?.key);
      this.#groupIn(inner, child, childEntry);
    }
    const below = located && mapAt(located, ['hosts']);
    for (const [host, hostEntry] of Object.entries(entry?.hosts ?? {})) {
      hosts.add(host);
      this.#host(host, hostEntry, below);
    }
  }

  #host(name: string, entry: HostEntry, map: LocatedMap | undefined): void {
    const known = this.hosts.get(name);
    const found = map?.entries.get(name);
    if (!this.#isDescribedOnce('host', known, entry, found?.key, name)) return;
    if (known && isEmpty(entry)) return;
    const located = found?.value.kind === 'map' ? found.value : undefined;
    this.hosts.set(name, { name, at: found?.key, entry, located });
  }

  #isDescribedOnce(
    what: string,
    known: Described<GroupEntry | HostEntry> | undefined,
    entry: GroupEntry | HostEntry,
    at: Span | undefined,
    name: string,
  ): boolean {
    if (!known || isEmpty(known.entry) || isEmpty(entry)) return true;
    const line = known.at ? ` on line ${positionOf(known.at).line}` : '';
    const advice = `it is described${line} already; describe it once and write just "${name}:" in other places`;
    this.problems.push(problemAt(at, `the ${what} ${name} is described twice`, advice));
    return false;
  }

  #gatherUngrouped(): void {
    const grouped = new Set([...this.groups.values()].flatMap(({ name, hosts }) => (name === ALL ? [] : [...hosts])));
    const loose = [...this.hosts.keys()].filter((name) => !grouped.has(name));
    const own = this.groups.get(UNGROUPED);
    if (own) for (const name of loose) own.hosts.add(name);
    else if (loose.length > 0) {
      const described = { name: UNGROUPED, at: undefined, entry: null, located: undefined };
      this.groups.set(UNGROUPED, { ...described, children: new Map(), hosts: new Set(loose) });
      this.groups.get(ALL)?.children.set(UNGROUPED, undefined);
    }
  }

  #refuseSharedNames(): void {
    for (const { name, at } of this.hosts.values())
      if (this.groups.has(name))
        this.problems.push(problemAt(at, `${name} names both a host and a group`, 'rename one of them'));
  }
}

const isEmpty = (entry: GroupEntry | HostEntry): boolean => entry === null || Object.keys(entry).length === 0;
