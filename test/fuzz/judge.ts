import type { Contract } from '../../src/envelope/load.ts'
import type { Reply } from './ask.ts'
import type { Case } from './places.ts'
import { secret, telling } from './recipes.ts'

type Body = Readonly<Record<string, any>>

interface Reader {
  /** Members of the body. */
  readonly members: readonly string[]
  readonly spreads?: true
  readonly code: (body: Body) => unknown
  readonly id: (body: Body) => unknown
}

/** The members that a client reads by the envelope's page; `undefined` if the envelope does not carry them. */
const readers: Readonly<Record<string, Reader>> = {
  nested: { members: ['error'], code: ({ error }) => error.code, id: ({ error }) => error.request_id },
  kyc: { members: ['code', 'message', 'request_id', 'fields'], code: ({ code }) => code, id: body => body['request_id'] },
  billing: { members: ['problem', 'message', 'trace_id', 'errors'], spreads: true, code: ({ problem }) => problem, id: body => body['trace_id'] },
  settlement: { members: ['error'], code: ({ error }) => error.code, id: ({ error }) => error.request_id },
  merchant: { members: ['ok', 'error'], code: ({ error }) => error.code, id: () => undefined },
  cards: { members: ['status', 'message'], spreads: true, code: () => undefined, id: () => undefined },
  rfc9457: { members: ['type', 'title', 'status', 'detail', 'instance', 'code', 'request_id', 'errors'], spreads: true, code: ({ code }) => code, id: body => body['request_id'] },
  jsend: { members: ['status', 'message', 'data'], code: ({ data }) => data.code, id: ({ data }) => data.request_id },
  jsonapi: { members: ['errors', 'meta'], code: ({ errors }) => errors[0].code, id: ({ meta }) => meta.request_id },
  google: { members: ['error'], code: ({ error }) => error.details[0].reason, id: ({ error }) => error.details[1].requestId }
}

const spreadable = ['id', 'count', 'state', 'tags', 'place', 'any', 'wait']
const wellFormed = /^[\w!#$%&'*+.^`|~-]+: [\t\x20-\x7e\x80-\xff]*$/

/** The problems of a response to a case, as sentences. None if it is one complete envelope that contains no secret. */
export function flawsOf (given: Case, id: string, reply: Reply, { catalog, envelope }: Contract): string[] {
  const { status, headers, lines, body, bytes } = reply
  const flaws: string[] = []
  const expect = (holds: boolean, flaw: string) => { if (!holds) flaws.push(flaw) }
  expect(!bytes.includes(secret), 'the secret leaks')
  expect(!body.includes(telling) && (status < 500 || !bytes.includes(telling)), 'a header of the error leaks')
  expect(lines.every(line => wellFormed.test(line)), 'a line of the head is malformed')
  expect(!headers.has('x-forged'), 'a header is forged')
  expect(headers.get('x-request-id') === id, 'the request id of the headers is another')
  expect(headers.get('content-type') === envelope.contentType, `the content type is ${headers.get('content-type')}`)
  expect(Number(headers.get('content-length')) === Buffer.byteLength(body), 'the length is wrong')
  const json = parsed(body)
  if (json === undefined) return [...flaws, 'the body is no JSON object']
  const { members, spreads = false, code, id: idOf } = readers[given.style] as Reader
  const allowed = spreads ? [...members, ...spreadable] : members
  expect(Object.keys(json).every(name => allowed.includes(name)), 'the body has an unknown member')
  expect([undefined, id].includes(read(() => idOf(json)) as string), 'the request id of the body is another')
  const told = read(() => code(json))
  const known = told === undefined ? [...catalog.entries.values()] : [...catalog.entries.values()].filter(entry => entry.code === told)
  expect(known.some(entry => entry.status === status), `the status ${status} and the code ${String(told)} are not of one entry`)
  expect(told === undefined ? given.style === 'cards' : [told, undefined].includes(codeOf(given)), `the code should be ${codeOf(given)}`)
  expect(envelope.decode(status, Object.fromEntries(headers), json) !== undefined, 'the body is not what the template writes')
  return flaws
}

/** The code that is certain whatever came with it. */
function codeOf (given: Case): string | undefined {
  const { place } = given
  if (place.startsWith('fail, then')) return 'not_found'
  if (place === 'onError, async' || place === 'onError, sync' || place === 'onSend of a failure') return 'internal_error'
  if (!('fail' in given) || !('is' in given.fail.code)) return undefined
  const code = String(given.fail.code.is)
  return code === 'old_everything' ? 'everything' : /^[a-z_]+$/.test(code) && code.includes('_') ? code : undefined
}

function parsed (text: string): Body | undefined {
  const value: unknown = read(() => JSON.parse(text))
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
}

function read<T> (from: () => T): T | undefined {
  try {
    return from()
  } catch {
    return undefined
  }
}
