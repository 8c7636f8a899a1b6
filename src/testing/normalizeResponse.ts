import type { Headers } from '../envelope/envelope.ts'

/**
 * A response of `app.inject`, of `fetch` or undici, or its parts: `{ status, headers, body }`.
 *
 * A body is a string or parsed JSON. The body of a `fetch` response can still be read afterwards.
 */
export interface TestResponse {
  readonly status?: number
  readonly statusCode?: number
  readonly headers: object
  readonly body?: unknown
  readonly bodyUsed?: boolean
  readonly clone?: () => unknown
  readonly text?: unknown
}

/** The parts of any response. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: unknown
}

/** @throws TypeError if it is not a response, or its body was read before. */
export async function normalizeResponse (response: TestResponse): Promise<Answer> {
  const { status, statusCode = status, headers } = Object(response) as Partial<TestResponse>
  if (typeof statusCode !== 'number' || typeof headers !== 'object') {
    throw new TypeError('expectFailure needs a response: of app.inject, of fetch, or { status, headers, body }')
  }
  if (response.bodyUsed === true) {
    throw new TypeError('the body of the response was read before: give expectFailure the response first, or { status, headers, body }')
  }
  return { status: statusCode, headers: toHeaders(headers), body: parsed(await bodyOf(response)) }
}

function toHeaders (headers: object): Headers {
  const entries = Symbol.iterator in headers ? [...headers as Iterable<[string, unknown]>] : Object.entries(headers)
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), value]))
}

/** The text is read by a method of the response (fetch) or of its body (undici's request); supertest has it as a member. */
async function bodyOf (response: TestResponse): Promise<unknown> {
  const { body, text } = response
  const readable = [(response.clone?.() ?? response), body].find(canRead)
  return readable === undefined ? text ?? body : await readable.text()
}

function canRead (value: unknown): value is { text: () => Promise<string> } {
  return typeof (value as { text?: unknown } | null | undefined)?.text === 'function'
}

function parsed (body: unknown): unknown {
  if (typeof body !== 'string') return body
  try {
    return JSON.parse(body)
  } catch {
    return body
  }
}
