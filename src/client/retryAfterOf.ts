/** The value of a response header, by its name in lower case. */
export type HeaderOf = (name: string) => string | undefined

/** How many seconds the server asks to wait: `Retry-After`, else the latest reset of an exhausted quota in `RateLimit`. */
export function retryAfterOf (headerOf: HeaderOf): number | undefined {
  const retryAfter = headerOf('retry-after') ?? ''
  if (/^\d{1,15}$/.test(retryAfter)) return Number(retryAfter)
  // RFC 9110, section 5.6.7: three forms of a date; only the last of them does not name its zone.
  if (/^[A-Z][a-z]+,? .*\d\d:\d\d:\d\d/.test(retryAfter)) {
    const until = toTime(retryAfter)
    if (!Number.isNaN(until)) return Math.max(0, Math.ceil((until - (toTime(headerOf('date') ?? '') || Date.now())) / 1000))
  }
  const resets = (headerOf('ratelimit') ?? '')
    .split(',')
    .flatMap(quota => /;\s*r=0\b/.test(quota) ? /;\s*t=(\d{1,15})/.exec(quota)?.slice(1).map(Number) ?? [] : [])
  return resets.length === 0 ? undefined : Math.max(...resets)
}

function toTime (date: string): number {
  return Date.parse(date.endsWith('GMT') ? date : `${date} GMT`)
}
