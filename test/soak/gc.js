/** Loaded into the nodes before anything else: at SIGUSR2 it collects the garbage and tells what is left, so that a leak is told from a lazy collector. */
process.on('SIGUSR2', () => {
  globalThis.gc?.()
  process.stdout.write(`heap ${process.memoryUsage().heapUsed}\n`)
})
