import type { Behaviour } from '../../imagined-hosts/ssh-host.ts';

/** A host that does not behave, what is asked of it, and what jts makes of it. */
export interface HostileCase {
  readonly name: string;
  /** The command line, without the inventory. */
  readonly words: readonly string[];
  readonly host: Behaviour;
  /** The exit code. */
  readonly ended: number;
  /** A line that tells what happened. */
  readonly says: string;
  /** Seconds in which it has to end; left out: 60. */
  readonly patience?: number;
  /** Whether jts only waits, for a deadline of a minute. */
  readonly waits?: boolean;
  /** Whether it runs in a terminal. */
  readonly terminal?: boolean;
}

/** Brings the hosts to what the small role wants. */
export const RUN = ['run', 'small.yaml'];
/** Looks what that would be. */
export const CHECK = ['run', 'small.yaml', '--check'];
/** Takes the small role off again. */
export const UNDO = ['run', 'undo.yaml'];
/** Looks at a host with a disk. */
export const CHECK_DISK = ['run', 'warm.yaml', '--check'];

/** What jts says at the end of a look that found changes to make. */
export const WOULD_CHANGE = 'trader1 would change: run the same command without --check to make the changes.';

/** What a terminal would obey: colours, titles, the clipboard, other screens, device control, bells, C1 codes; and what hides or turns text. */
export const EVIL =
  '\u001b[31m\u001b[2J\u001b[3A\u001b[?1049h\u001b]0;evil\u0007\u001b]52;c;cm0gLXJm\u0007\u001bP1$r\u001b\\\u001bc\u0007\b\u000b\r' +
  '\u009b2J\u009d0;x\u009c\u0090q\u009c\u007f\u202egnp\u2066\u200b\ufeff\u2028\u0085';
