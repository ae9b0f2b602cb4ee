/** How many statements of one rule may run at once, so that a rule that hangs leaves connections to the others. */
import { unlessAborted, type User } from './cancelled.ts'

/** Takes a place of the rule, waiting in its queue if need be; what it returns gives the place back. */
export type Enter = (user: User) => Promise<() => void>

type Room = { taken: number; readonly waiting: Set<() => void> }

export function createPlaces(limit: number): Enter {
  const rooms = new Map<string, Room>()
  const leave = (rule: string, room: Room) => {
    const [next] = room.waiting
    if (next) {
      room.waiting.delete(next)
      next()
    } else if (--room.taken === 0) rooms.delete(rule)
  }
  return async ({ rule, signal }) => {
    const room = rooms.get(rule) ?? { taken: 0, waiting: new Set() }
    rooms.set(rule, room)
    if (room.taken < limit) room.taken++
    else await queued(room, signal, () => leave(rule, room))
    return () => leave(rule, room)
  }
}

/** A place that was handed over in the very moment of the abort goes on to the next. */
function queued({ waiting }: Room, signal: AbortSignal, passOn: () => void): Promise<void> {
  let enter = () => {}
  const wait = () =>
    new Promise<void>((resolve) => {
      enter = resolve
      waiting.add(enter)
    })
  return unlessAborted(signal, wait, () => {
    if (!waiting.delete(enter)) passOn()
  })
}
