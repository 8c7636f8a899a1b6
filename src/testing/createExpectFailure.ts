import { AssertionError } from 'node:assert'
import { inspect, isDeepStrictEqual } from 'node:util'
import { findEntry, type Catalog } from '../catalog/catalog.ts'
import type { Entry } from '../catalog/entry.ts'
import { didYouMean } from '../support/didYouMean.ts'
import type { CatalogSource } from '../catalog/read.ts'
import { fill } from '../catalog/template.ts'
import type { Code, DetailsOf } from '../catalog/registerTypes.ts'
import type { Decoded } from '../envelope/decode.ts'
import { loadContract, type Contract } from '../envelope/load.ts'
import { normalizeResponse, type Answer, type TestResponse } from './normalizeResponse.ts'

/**
 * Assert that a response, or a promise of one, is the failure of a code, and return its decoded body.
 *
 * Each given member of `details` must be present and equal; the body may have others.
 *
 * @throws AssertionError if it is another failure or none; TypeError for a code that the catalog does not have.
 */
export type ExpectFailure = <K extends Code>(
  response: TestResponse | PromiseLike<TestResponse>, code: K, details?: Partial<DetailsOf<K>>
) => Promise<Decoded>

/**
 * An assertion for the responses of one catalog (default: the shipped `http`), in its envelope and, if it negotiates, as problem
 * details.
 */
export function createExpectFailure (catalog: CatalogSource = { extends: 'http' }): ExpectFailure {
  // Read on first use: an invalid catalog then fails a test, not the file.
  let contract: Promise<Contract> | undefined
  return async (response, code, details = {}) => {
    contract ??= loadContract(catalog)
    return check(await contract, await normalizeResponse(await response), { code, details })
  }
}

function check (contract: Contract, answer: Answer, { code, details }: { code: string, details: object }): Decoded {
  const { catalog } = contract
  const entry = findEntry(catalog, code)
  if (entry === undefined) throw new TypeError(`"${code}" is not a code of the catalog${didYouMean(code, catalog.entries.keys())}`)
  const { name, decode } = envelopeOf(contract, answer)
  const decoded = decode(answer.status, answer.headers, answer.body)
  const expected = { status: entry.status, code: entry.code, details }
  const actual = decoded && { status: answer.status, code: codeOf(decoded, catalog, entry), details: membersOf(decoded.details, details) }
  if (decoded !== undefined && isDeepStrictEqual(actual, expected)) return { ...decoded, code: entry.code }
  const got = decoded === undefined
    ? `${answer.status}, which is not a failure in the envelope ${name}`
    : shown({ ...actual, details: decoded.details })
  throw new AssertionError({
    message: `expected ${shown(expected)}\ngot      ${got}\nbody     ${toText(answer.body)}`,
    actual: actual ?? answer,
    expected,
    operator: 'expectFailure'
  })
}

function envelopeOf ({ envelope, problem }: Contract, { headers }: Answer) {
  return problem !== undefined && headers['content-type'] === problem.contentType ? problem : envelope
}

/**
 * In an envelope without codes, the message decides between the codes with the same status; an unknown message may belong to any of
 * them.
 */
function codeOf ({ code, status, message, details }: Decoded, { entries }: Catalog, wanted: Entry): string | undefined {
  if (code !== undefined) return code
  const all = [...entries.values()].filter(entry => entry.status === status)
  const fitting = all.filter(entry => [entry.message, ...entry.messages.values()].some(template => fill(template, details) === message))
  const candidates = fitting.length > 0 ? fitting : all
  return (candidates.find(entry => entry === wanted) ?? candidates[0])?.code
}

function membersOf (details: Readonly<Record<string, unknown>>, wanted: object) {
  return Object.fromEntries(Object.keys(wanted).map(name => [name, details[name]]))
}

function shown ({ status, code = 'of an unknown code', details }: { status?: number, code?: string | undefined, details: object }): string {
  return [status, code, ...Object.keys(details).length > 0 ? [inspect(details, { depth: null, breakLength: Infinity })] : []].join(' ')
}

function toText (body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body)
}
