import type { IncomingHttpHeaders } from 'node:http'

/** The header, by its name in `request.headers` and in issues. */
export const header = 'idempotency-key'

export const longest = 255

/** Several headers arrive joined by a comma, which no bare key may contain. */
const bare = /^[\x21\x23-\x2b\x2d-\x7e]+$/

/** A quoted key without escapes and parameters, as most clients send it. `quoted` needs ten times as long for it. */
const plain = /^"[\x20\x21\x23-\x5b\x5d-\x7e]+"$/

/**
 * A string of structured fields (RFC 9651, section 3.3.3) with its parameters (section 3.1.2), which are ignored: the
 * syntax of draft-ietf-httpapi-idempotency-key-header-07.
 */
const string = /"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])+)"/
/** Numbers, strings, tokens, byte sequences, booleans, dates. */
const values = [
  /-?\d{1,15}(?:\.\d{1,3})?/, /"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*"/, /[A-Za-z*][\w!#$%&'*+.^`|~:/-]*/, /:[A-Za-z\d+/=]*:/,
  /\?[01]/, /@-?\d{1,15}/
]
const parameter = `; *[a-z*][a-z\\d_.*-]*(?:=(?:${values.map(({ source }) => source).join('|')}))?`
const quoted = new RegExp(`^${string.source}(?:${parameter})*$`)

/** The rules for a key. */
export interface KeyRules {
  readonly minKeyLength: number
  readonly keyFormat?: RegExp
}

/** The key of a request: undefined without a header, null for an invalid key. Quotes around it are ignored. */
export function readKey ({ [header]: sent }: IncomingHttpHeaders, { minKeyLength, keyFormat }: KeyRules): string | null | undefined {
  if (sent === undefined) return undefined
  const text = String(sent)
  const key = bare.test(text) ? text : plain.test(text) ? text.slice(1, -1) : quoted.exec(text)?.[1]?.replaceAll(/\\(.)/g, '$1')
  if (key === undefined || key.length > longest || key.length < minKeyLength) return null
  return keyFormat === undefined || matches(keyFormat, key) ? key : null
}

/** A regular expression with the flag `g` or `y` remembers where it stopped. */
function matches (format: RegExp, key: string): boolean {
  format.lastIndex = 0
  return format.test(key)
}

export function keyRule ({ minKeyLength, keyFormat }: KeyRules): string {
  const format = keyFormat === undefined ? '' : ` that match ${keyFormat.source}`
  return `Must be one key of ${minKeyLength} to ${longest} printable ASCII characters${format}, bare or in double quotes.`
}
