import { expect, it } from 'vitest';
import { site } from '../config/site.ts';
import { jts } from './command.ts';

it('the phases of a playbook are printed without secrets, however they are spelled in the name of a play', async () => {
  const play = '- { name: "a hunter\\e2 b", hosts: all, vars: { x: !secret "hunter\\e2" }, roles: [nvme-lvm] }';
  const { code, stdout } = await jts('graph', site({ 'p.yaml': play }).path('p.yaml'));
  expect({ code, first: stdout.split('\n')[0] }).toEqual({ code: 0, first: 'a *** b (apply on all)' });
});
