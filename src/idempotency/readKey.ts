import type { IncomingHttpHeaders } from 'node:http'

/** The header, by its name in `request.headers` and in issues. */
export const header = 'idempotency-key'

export const keyRule = 'Must be one key of 1 to 255 printable ASCII characters, bare or in double quotes.'

const longest = 255

/** Several headers arrive joined by a comma, which no bare key may hold. */
const bare = /^[\x21\x23-\x2b\x2d-\x7e]+$/

/** A string of structured fields (RFC 9651, section 3.3.3): what draft-ietf-httpapi-idempotency-key-header-07 asks for. */
const quoted = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])+)"$/

/** The key of a request: undefined without one, null where what was sent is none. Quoted or bare, it is the same key. */
export function readKey ({ [header]: value }: IncomingHttpHeaders): string | null | undefined {
  if (value === undefined) return undefined
  const text = String(value)
  const key = bare.test(text) ? text : quoted.exec(text)?.[1]?.replaceAll(/\\(.)/g, '$1')
  return key === undefined || key.length > longest ? null : key
}
