/** The locks that one registration renews. */
export interface Renewals {
  readonly isClosed: boolean
  /** Call `renew` at this interval, in milliseconds, until the returned function is called. */
  add (interval: number, renew: () => void): () => void
  /** Stop all renewals. */
  close (): void
}

/** One timer for all locks with one interval: a timer for each request would cost more than the lock. */
export function createRenewals (): Renewals {
  const groups = new Map<number, Set<() => void>>()
  const timers = new Map<number, NodeJS.Timeout>()
  let isClosed = false

  function stop (interval: number) {
    clearInterval(timers.get(interval))
    timers.delete(interval)
    groups.delete(interval)
  }

  return {
    get isClosed () { return isClosed },
    add (interval, renew) {
      if (isClosed) return () => {}
      const group = groups.get(interval) ?? new Set()
      group.add(renew)
      if (!groups.has(interval)) {
        groups.set(interval, group)
        timers.set(interval, setInterval(() => {
          if (group.size === 0) stop(interval)
          for (const each of group) each()
        }, interval).unref())
      }
      return () => { group.delete(renew) }
    },
    close () {
      isClosed = true
      for (const interval of [...timers.keys()]) stop(interval)
    }
  }
}
