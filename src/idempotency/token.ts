import { randomUUID } from 'node:crypto'

const ofProcess = randomUUID()
let count = 0

/** The token of an attempt, unique among all processes. A UUID for each attempt would cost ten times as much. */
export function createToken (): string {
  return `${ofProcess}-${++count}`
}
