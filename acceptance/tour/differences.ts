import { inspect, isDeepStrictEqual } from 'node:util'
import type { Entry } from '../../src/catalog/entry.ts'
import { toFailure } from '../../src/failure/failure.ts'
import { fill } from '../../src/catalog/template.ts'
import type { Contract } from '../../src/envelope/load.ts'
import type { Answer } from './client.ts'
import type { Outcome } from './outcome.ts'
import { toExact } from './toExact.ts'

/** Each difference between a response and the catalog or the outcome, and a failure of the neighbour request. */
export function differences ({ catalog, envelope }: Contract, entry: Entry, outcome: Outcome, { answer, legal }: { answer: Answer, legal: Answer }): string[] {
  const headers = Object.fromEntries(answer.headers)
  const found = envelope.decode(answer.status, headers, answer.body)
  if (found === undefined) return [`${answer.status} ${JSON.stringify(answer.body)} is not in the envelope`]
  const { details = {}, issues = [], param, message = fill(entry.message, found.details) } = outcome
  const wantedHeaders: Readonly<Record<string, unknown>> = {
    'content-type': envelope.contentType,
    'cache-control': 'no-store',
    'www-authenticate': entry.challenge,
    'retry-after': entry.retryAfter === undefined ? undefined : String(entry.retryAfter),
    allow: undefined,
    ...outcome.headers
  }
  // A generated client ignores members that it does not know. Serializing its result again shows which members are extra.
  const anew: unknown = JSON.parse(envelope.serialize(toFailure(entry, { requestId: '', ...found })))
  const rows: ReadonlyArray<readonly [what: string, want: unknown, got: unknown]> = [
    ['status', entry.status, answer.status],
    // If the envelope carries no code, the message tells the codes of one status apart.
    ['code', entry.code, found.code ?? entry.code],
    ['message', message, found.message],
    ['request id', /^[\w-]{8,}$/, found.requestId],
    ['request id', headers[catalog.requestId.header.toLowerCase()], found.requestId],
    ['details', details, found.details],
    ['issues', issues, found.issues],
    ['param', param, found.param],
    ...Object.entries(wantedHeaders).map(([name, want]) => [name, want, headers[name]] as const),
    ['body', anew, answer.body],
    ['neighbour', /^2\d\d$/, legal.status],
    ['neighbour', undefined, envelope.decode(legal.status, Object.fromEntries(legal.headers), legal.body)?.code]
  ]
  return rows
    .filter(([, want, got]) => !isDeepStrictEqual(toExact(want, got), got))
    .map(([what, want, got]) => `${what}: wanted ${shown(want)}, got ${shown(got)}`)
}

function shown (value: unknown): string {
  return inspect(value, { depth: null, breakLength: Infinity })
}
