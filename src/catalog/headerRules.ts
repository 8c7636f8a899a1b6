import { validateHeaderValue } from 'node:http'

/** Headers that the server writes, each with the alternative. An entry that sets them would break the response. */
export const reservedHeaders: ReadonlyMap<string, string> = new Map([
  ['retry-after', 'use retryAfter'],
  ['www-authenticate', 'use challenge'],
  ...['content-type', 'content-length', 'content-encoding', 'transfer-encoding', 'connection', 'keep-alive', 'trailer', 'date']
    .map(name => [name, 'the server writes it'] as const)
])

/** Whether Node sends the text as the value of a header. */
export function isHeaderValue (value: string): boolean {
  try {
    validateHeaderValue('x', value)
    return true
  } catch {
    return false
  }
}
