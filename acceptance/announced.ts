import type { PlatformTry } from './tries.ts'

/** `200 200 429 rate_limited: more requests than the budget allows`: the statuses that a try announces, and the reason. */
export function announced ({ status, code, name, repeat = 1 }: PlatformTry): string {
  const statuses = [...Array<number>(repeat - 1).fill(status < 300 ? status : 200), status].join(' ')
  return `${statuses}${code === undefined ? '' : ` ${code}`}: ${name}`
}
