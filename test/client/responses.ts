import assert from 'node:assert/strict'
import type { CatalogInput } from '../../src/format/catalogFile.ts'
import { headersOf } from '../../src/failure/headers.ts'
import { toFailure, type Occurrence } from '../../src/failure/failure.ts'
import { loadContract, type Contract } from '../../src/envelope/load.ts'
import { shippedEnvelopes } from '../../src/envelope/shippedEnvelopes.ts'

/** A catalog with each kind of detail, for the clients of all languages. */
export const catalogOf = (envelope: string): CatalogInput => ({
  envelope,
  docs: 'https://errors.test/{code}',
  requestId: { header: 'X-Trace' },
  roles: { validation: 'invalid', internal: 'internal' },
  codes: {
    invalid: { status: 422, message: 'Not valid.', aliases: ['not_valid'] },
    locked: { status: 409, message: 'Locked by {by}.', sdk: 'LockedError', details: { by: 'string', 'since?': 'integer', 'note?': 'string' }, private: ['note'] },
    seats: { status: 402, message: 'Full.', details: { free: 'number', 'names?': 'string[]', 'plan?': '{ id: string, price: integer }', 'trial?': 'boolean' } },
    slow_down: { status: 429, message: 'Wait {seconds} s.', sdk: 'RateLimitError', retry: 'after', retryAfter: '{seconds}', details: { seconds: 'integer' } },
    'step.up': { status: 200, message: 'Confirm it.', retry: 'same-key' },
    down: { status: 503, message: 'Down.', retryAfter: 7, retry: 'check-first' },
    internal: { status: 500, message: 'It failed.' }
  }
}) as CatalogInput

export const envelopeNames = Object.keys(shippedEnvelopes)

/** Failures of that catalog: code and occurrence. */
export const occurrences: ReadonlyArray<readonly [code: string, occurrence: Omit<Occurrence, 'requestId'>]> = [
  ['invalid', { issues: [{ path: 'lines.0.amount', pointer: '/lines/0/amount', location: 'body', message: 'Must be > 0.', keyword: 'minimum' }, { path: 'q', location: 'query', message: 'Required.', code: 'missing' }] }],
  ['invalid', { issues: [{ path: '', location: 'body', message: 'Must be an object.' }, { path: 'x-key', location: 'header', message: 'Unknown.' }] }],
  ['locked', { details: { by: 'Ann "of" Ü', since: 3, note: 'secret' } }],
  ['locked', { details: { by: '__proto__' }, param: 'id' }],
  ['seats', { details: { free: 0.5, names: ['a', 'b'], plan: { id: 'p', price: 3 }, trial: false } }],
  ['slow_down', { retryAfter: 5 }],
  ['step.up', {}],
  ['down', {}],
  ['internal', {}]
]

/** A response of a server, and the failure that a client must read. */
export interface Example {
  readonly envelope: string
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly want: Readonly<Record<string, unknown>>
}

export async function contractOf (envelope: string): Promise<Contract> {
  return await loadContract(catalogOf(envelope))
}

/** The responses of all occurrences in an envelope. The expected failures come from the server's own decoder. */
export async function examplesOf (name: string): Promise<Example[]> {
  const { catalog, envelope } = await contractOf(name)
  return occurrences.map(([code, occurrence]) => {
    const entry = catalog.entries.get(code)
    assert(entry !== undefined)
    const failure = toFailure(entry, { requestId: 'req_1', ...occurrence })
    const headers = { 'content-type': envelope.contentType, 'x-trace': 'req_1', ...Object.fromEntries(headersOf(failure, catalog)) }
    const body = envelope.serialize({ ...failure, timestamp: new Date('2030-01-31T12:00:00Z') })
    const { instance, timestamp, ...want } = envelope.decode(entry.status, headers, JSON.parse(body)) ?? {}
    return {
      envelope: name,
      status: entry.status,
      headers,
      body,
      want: { ...want, retry: entry.retry, docs: `https://errors.test/${entry.code}` }
    }
  })
}
