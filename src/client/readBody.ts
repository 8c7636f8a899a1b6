/** The most bytes of a body to read, and to keep of a body that is not JSON of the API. */
const maxBytes = 2 ** 20
const maxText = 8192

/** The body of a response: parsed, or as text. Reads at most 1 MB. */
export interface Body {
  readonly value?: unknown
  readonly text: string
}

/** Read the body of a response: a stream, bytes, text, or a value that the library parsed. Throws if a stream ends early. */
export async function readBody (body: unknown): Promise<Body> {
  if (typeof body === 'string') return parse(body)
  if (body instanceof ArrayBuffer || ArrayBuffer.isView(body)) return parse(new TextDecoder().decode(body as ArrayBuffer))
  if (isStream(body)) return await readStream(body)
  return { value: body, text: cut(JSON.stringify(body) ?? '') }
}

export function isStream (body: unknown): body is ReadableStream<Uint8Array> | AsyncIterable<Uint8Array> {
  return typeof body === 'object' && body !== null && ('getReader' in body || Symbol.asyncIterator in body)
}

function parse (text: string): Body {
  if (text.length > maxBytes) return { text: cut(text) }
  try {
    return { value: JSON.parse(text), text: cut(text) }
  } catch {
    return { text: cut(text) }
  }
}

/** A copy of the first bytes: a slice would keep the whole text in memory. */
function cut (text: string): string {
  return new TextDecoder().decode(new TextEncoder().encode(text.slice(0, maxText)).subarray(0, maxText), { stream: true })
}

async function readStream (stream: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>): Promise<Body> {
  const decoder = new TextDecoder()
  // Not all browsers iterate over streams.
  const reader = 'getReader' in stream ? stream.getReader() : stream[Symbol.asyncIterator]()
  let text = ''
  while (text.length <= maxBytes) {
    const { done, value } = await ('read' in reader ? reader.read() : reader.next())
    if (done) return parse(text)
    text += typeof value === 'string' ? value : decoder.decode(value, { stream: true })
  }
  // Canceling one branch of a teed stream leaves the other one readable.
  const ended = 'cancel' in reader ? reader.cancel() : reader.return?.()
  ended?.catch(() => {})
  return { text: cut(text) }
}
