import type { Event } from '../model/event.ts';
import { changesOf } from '../model/plan.ts';
import type { HostOutcome } from '../model/report.ts';
import { drawn, harmless } from './harmless.ts';

/** Hosts that are shown at once. */
const MOST_ROWS = 10;
/** Columns of a bar; in a terminal narrower than {@link NARROW} columns there is none. */
const BAR = 20;
const NARROW = 60;

/** How far a host has come. */
interface Advance {
  /** What is done there now. */
  doing: string;
  /** The last line printed by it. */
  output: string;
  changing: boolean;
  done: number;
  wanted: number;
  /** From 0 to 1, never falling, though a later plan may bring more changes. */
  share: number;
}

const cut = (text: string, width: number): string => {
  const characters = Array.from(text);
  return characters.length <= width ? text : `${characters.slice(0, Math.max(0, width - 1)).join('')}…`;
};

const bar = (share: number, width: number): string => {
  if (width < NARROW) return '';
  const full = Math.floor(share * BAR);
  return `${'█'.repeat(full)}${'░'.repeat(BAR - full)} `;
};

const clock = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds) % 60).padStart(2, '0')}`;

/** Follows events, at the same small cost for each, and draws on demand how far the run has come. */
export class Progress {
  #hosts = 0;
  #shares = 0;
  readonly #active = new Map<string, Advance>();
  readonly #ended = new Map<HostOutcome, number>();

  /** Rows that will be needed at most: one for the total and one for each host that is shown. */
  get height(): number {
    return 1 + Math.min(this.#hosts, MOST_ROWS);
  }

  on(event: Event): void {
    switch (event.event) {
      case 'run-started':
        this.#hosts = event.hosts.length;
        return;
      case 'host-started':
        this.#at(event.host).doing = 'connecting';
        return;
      case 'host-connected':
        this.#at(event.host).doing = 'reading';
        return;
      case 'host-notice':
        this.#at(event.host).doing = event.message;
        return;
      case 'host-planned': {
        const host = this.#at(event.host);
        host.doing = 'planned';
        host.wanted = host.done + changesOf(event.plan).length;
        return;
      }
      case 'change-started': {
        const host = this.#at(event.host);
        Object.assign(host, { doing: event.title, output: '', changing: true });
        return;
      }
      case 'change-output':
        this.#at(event.host).output = event.line;
        return;
      case 'change-ended': {
        const host = this.#at(event.host);
        Object.assign(host, { doing: 'reading back', output: '', changing: false });
        host.done += 1;
        this.#advance(host, Math.min(1, host.done / (host.wanted + 1)));
        return;
      }
      case 'check-ended':
        this.#at(event.host).doing = 'checking';
        return;
      case 'host-ended':
        this.#advance(this.#at(event.host), 1);
        this.#active.delete(event.host);
        this.#ended.set(event.report.outcome, (this.#ended.get(event.report.outcome) ?? 0) + 1);
        return;
      case 'play-started':
      case 'batch-started':
      case 'run-ended':
        return;
    }
  }

  /** The total and the hosts that are worked on, those that are being changed first; no row is wider than `width` columns. */
  rows(width: number, seconds: number): readonly string[] {
    const hosts = [...this.#active];
    const shown = [
      ...hosts.filter(([, { changing }]) => changing),
      ...hosts.filter(([, { changing }]) => !changing),
    ].slice(0, MOST_ROWS);
    const names = Math.max(0, ...shown.map(([name]) => name.length));
    const rows = shown.map(([name, { doing, output, done, wanted, share }]) => {
      const changes = wanted === 0 ? '' : `${Math.min(done + 1, wanted)}/${wanted} `;
      const last = output === '' ? '' : ` | ${drawn(output)}`;
      return harmless(`${name.padEnd(names)} ${bar(share, width)}${changes}${doing}${last}`);
    });
    return [this.#total(width, seconds), ...rows].map((row) => cut(row, width));
  }

  #total(width: number, seconds: number): string {
    const ended = [...this.#ended.values()].reduce((sum, number) => sum + number, 0);
    const outcomes = [...this.#ended].map(([outcome, number]) => ` · ${number} ${outcome}`);
    const share = this.#hosts === 0 ? 0 : this.#shares / this.#hosts;
    return `${bar(share, width)}${ended}/${this.#hosts} hosts · ${clock(seconds)}${outcomes.join('')}`;
  }

  #at(name: string): Advance {
    const known = this.#active.get(name);
    if (known !== undefined) return known;
    const host = { doing: '', output: '', changing: false, done: 0, wanted: 0, share: 0 };
    this.#active.set(name, host);
    return host;
  }

  #advance(host: Advance, share: number): void {
    this.#shares += Math.max(0, share - host.share);
    host.share = Math.max(host.share, share);
  }
}
