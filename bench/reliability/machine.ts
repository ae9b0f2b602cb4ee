import { cpus, release, totalmem } from 'node:os'

/** On what it was measured. */
export const machineOf = (): string =>
  `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, ` +
  `Linux ${release()}, Node ${process.versions.node}`
