import type { Role } from '../model/role.ts';
import { harmless } from './harmless.ts';

/** A play as far as its phases go. */
export interface PhasedPlay {
  readonly name: string;
  readonly hosts: string;
  readonly mode: string;
  readonly phases: readonly (readonly Role[])[];
}

/** The phases of a play, a line each; roles of one phase run side by side. */
export const graphText = ({ name, hosts, mode, phases }: PhasedPlay): string =>
  [
    harmless(`${name} (${mode} on ${hosts})`),
    ...phases.map((phase, index) => `  ${index + 1}. ${phase.map((role) => role.name).join(' ∥ ')}`),
  ].join('\n');

/** The phases of plays as a mermaid flow chart, with an arrow for each role that comes after another. */
export const mermaid = (plays: readonly PhasedPlay[]): string => {
  const id = (play: number, role: string): string => `p${play}_${role.replaceAll(/[^A-Za-z0-9]/g, '_')}`;
  const chart = plays.flatMap(({ phases }, play) => {
    const roles = phases.flat();
    const names = new Set(roles.map(({ name }) => name));
    return [
      ...phases.flatMap((phase, index) => [
        `  subgraph play ${play + 1} phase ${index + 1}`,
        ...phase.map(({ name }) => `    ${id(play, name)}["${name}"]`),
        '  end',
      ]),
      ...roles.flatMap(({ name, after }) =>
        after.filter((other) => names.has(other)).map((other) => `  ${id(play, other)} --> ${id(play, name)}`),
      ),
    ];
  });
  return ['```mermaid', 'flowchart TD', ...chart, '```'].join('\n');
};
