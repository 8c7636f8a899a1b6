import { parseList } from 'structured-headers'
import type { Got } from '../../serve.ts'

/** RateLimit-Policy and RateLimit as a reader of structured fields sees them: names, then parameters. */
export function fieldsOf ({ headers }: Pick<Got, 'headers'>) {
  return ['ratelimit-policy', 'ratelimit'].map(name =>
    parseList(headers[name] ?? '').map(([item, parameters]) => [item, Object.fromEntries(parameters)] as const))
}
