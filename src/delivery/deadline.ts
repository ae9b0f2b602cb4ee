/** The value of `work`, or `late` when it takes longer than `ms` or `hurry` fires; the work itself goes on. */
export async function withDeadline<T>(
  ms: number,
  late: T,
  work: Promise<T>,
  hurry?: AbortSignal,
): Promise<T> {
  let stop = () => {}
  const alarm = new Promise<T>((resolve) => {
    const ring = () => resolve(late)
    const timer = setTimeout(ring, hurry?.aborted ? 0 : ms)
    hurry?.addEventListener('abort', ring)
    stop = () => {
      clearTimeout(timer)
      hurry?.removeEventListener('abort', ring)
    }
  })
  try {
    return await Promise.race([work, alarm])
  } finally {
    stop()
  }
}
