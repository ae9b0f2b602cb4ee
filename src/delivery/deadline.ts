/** The value of `work`, or `late` when it takes longer than `ms`; the work itself goes on. */
export async function withDeadline<T>(ms: number, late: T, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const alarm = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(late), ms)
  })
  try {
    return await Promise.race([work, alarm])
  } finally {
    clearTimeout(timer)
  }
}
