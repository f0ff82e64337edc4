import { paths } from '../facts/paths.ts';
import { present } from '../facts/present.ts';
import type { Facts } from '../model/fact.ts';
import {
  change,
  defineKind,
  fine,
  type Finisher,
  type Json,
  type PlanContext,
  type Verdict,
} from '../model/resource.ts';
import { lines, sh } from '../shell/sh.ts';
import type { FileToWrite } from '../shell/write-file.ts';
import { file } from './file.ts';

/** Rules of udev for disks, in a file of their own. */
export interface DesiredUdevRules {
  /** Of the file, without `.rules`; udev reads the files of all its directories by name. */
  readonly name: string;
  /** One a line; where there are none, no file is made. */
  readonly rules: readonly string[];
  /** Kernel names of the disks that they are for: `nvme*n*`. */
  readonly disks: readonly string[];
}

const fileOf = ({ name, rules }: DesiredUdevRules): FileToWrite => ({
  path: `/etc/udev/rules.d/${name}.rules`,
  content: ['# Written by jts.', ...rules].map((line) => `${line}\n`).join(''),
  owner: 'root',
  group: 'root',
  mode: '0644',
});

const RELOAD = sh`[[ ! -e /run/udev/control ]] || udevadm control --reload`;

/** Lets udev read its rules again; not where udev does not run. */
const udevReload: Finisher = { id: 'udev-reload', run: RELOAD };

/**
 * Has all rules run for the disks once more: where a later one undoes what these do, it shows now and not at the next boot.
 * Not with `trigger --settle`, which would wait for the hidden paths of an NVMe disk (nvme0c0n1) that never answer.
 */
const udevTrigger = (disks: readonly string[]): Finisher => ({
  id: 'udev-trigger',
  run: lines([
    RELOAD,
    sh`
      if [[ -e /run/udev/control ]]; then
        udevadm trigger --action=change --subsystem-match=block --property-match=DEVTYPE=disk ${disks.map((name) => `--sysname-match=${name}`)}
        udevadm settle --timeout=60
      fi
    `,
  ]),
});

const finishedBy = (verdict: Verdict, finisher: Finisher): Verdict =>
  verdict.verdict === 'change' ? change({ ...verdict.change, finish: [finisher] }) : verdict;

const diff = (wanted: DesiredUdevRules, facts: Facts, context: PlanContext): Verdict => {
  const { rules, disks } = wanted;
  const { path } = fileOf(wanted);
  if (rules.length === 0 && present(facts, paths).nodes[path]?.type === 'absent') {
    return fine(`no rules are wanted, and there is no ${path}`);
  }
  return finishedBy(
    file.kind.diff(fileOf(wanted), facts, context),
    disks.length === 0 ? udevReload : udevTrigger(disks),
  );
};

const undo = (wanted: DesiredUdevRules, facts: Facts, before: Json | undefined, context: PlanContext): Verdict =>
  finishedBy(file.kind.undo(fileOf(wanted), facts, before, context), udevReload);

/** Rules of udev for disks, which udev has read and followed once when the change is done. */
export const udevRules = defineKind<DesiredUdevRules>({
  kind: 'udev-rules',
  id: ({ name }) => name,
  needs: (wanted) => file.kind.needs(fileOf(wanted)),
  diff,
  undo,
  checks: (wanted, facts) => (wanted.rules.length === 0 ? [] : (file.kind.checks?.(fileOf(wanted), facts) ?? [])),
});
