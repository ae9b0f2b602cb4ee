/** What is done to the server, each with its counts: the whole, and what a trial run makes of it. */
import { disks } from './disks.ts'
import type { Figures } from './figures.ts'
import { descriptors, faults, fuzzed, halfOpen, idle, load, lowMemory } from './strains.ts'

type Section = { readonly title: string; run(isQuick: boolean): Promise<readonly Figures[]> }
export type Name = keyof typeof SECTIONS

export const SECTIONS = {
  load: { title: '300 messages a second for ten minutes', run: load },
  idle: { title: '10,000 connections that ask for nothing', run: idle },
  'half-open': { title: '1,000 requests that never end', run: halfOpen },
  fuzz: { title: '1,000,000 bodies that nobody should send', run: fuzzed },
  faults: { title: 'MariaDB and nodes frozen, killed, cut off; ten faults of two nodes', run: faults },
  disk: { title: 'the disk full: of spool and log, then of MariaDB', run: disks },
  descriptors: { title: 'more connections than descriptors', run: descriptors },
  memory: { title: '256 MB of memory and bodies of a mebibyte', run: lowMemory },
} as const satisfies Record<string, Section>
