import type { Event } from '../model/event.ts';
import { checkLines, hostEndedLines } from './host-text.ts';
import { endedLines } from './change-text.ts';
import { drawn } from './harmless.ts';
import { onHost, type Line } from './line.ts';
import { planLines } from './plan-text.ts';
import type { Detail } from './reporter.ts';
import { summaryLines } from './summary-text.ts';
import { count, duration, named, withoutHost } from './words.ts';

/** Hosts that are named where a run or a play begins. */
const MOST_NAMED = 10;

const hostsOf = (hosts: readonly string[]): string =>
  hosts.length === 0 ? 'no host' : `${count(hosts.length, 'host')}: ${named(hosts, MOST_NAMED)}`;

/** What a person reads of an event, the same on a terminal and in a log; `width` is that of the terminal, in columns. */
export type EventLines = (event: Event, detail: Detail, width?: number) => readonly Line[];

/** Everything that a run tells. */
export const eventLines: EventLines = (event, detail, width) => {
  switch (event.event) {
    case 'run-started': {
      const check = event.check ? ' (only looking: nothing will be changed)' : '';
      return [{ tone: 'strong', text: `Run ${event.run}: ${event.playbook} on ${hostsOf(event.hosts)}${check}` }];
    }
    case 'play-started':
      return [{ tone: 'strong', text: `Play "${event.play}": ${event.mode} on ${hostsOf(event.hosts)}` }];
    case 'batch-started': {
      const { play, mode, hosts, of } = event;
      const text = `Play "${play}": ${mode} on ${hosts.length} of ${count(of, 'host')}: ${named(hosts, MOST_NAMED)}`;
      return [{ tone: 'strong', text }];
    }
    case 'host-started':
      return [];
    case 'host-connected':
      return detail.verbose
        ? onHost(event.host, [{ tone: 'faint', text: `connected in ${duration(event.seconds)}` }])
        : [];
    case 'host-notice':
      return onHost(event.host, [{ tone: 'warn', text: withoutHost(event.host, event.message) }]);
    case 'host-planned':
      return planLines(event.plan, detail, event.check);
    case 'change-started':
      return detail.verbose ? onHost(event.host, [{ tone: 'faint', text: `begun: ${event.title}` }]) : [];
    case 'change-output':
      return detail.verbose
        ? onHost(event.host, [{ tone: 'faint', text: `  ${event.resource} | ${drawn(event.line)}` }])
        : [];
    case 'change-ended':
      return onHost(event.host, endedLines(event, detail));
    case 'check-ended':
      return onHost(event.host, checkLines(event, detail));
    case 'host-ended':
      return onHost(event.host, hostEndedLines(event.report));
    case 'run-ended':
      return summaryLines(event.summary, width);
  }
};
